package org.planetbench.results.mlflow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * The proxy that {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}
 * name, in lower case first; the JDK's own properties, such as {@code https.proxyHost}, come before
 * them. This machine is always reached without one.
 */
final class EnvironmentProxies extends ProxySelector {
  // Hazard: the JDK reads once, when it makes the first HTTP client, that a proxy's login may not
  // be
  // sent on the way to an https server. Whoever makes a client asks this class for the proxy
  // before.
  static {
    String disabled = "jdk.http.auth.tunneling.disabledSchemes";
    if (System.getProperty(disabled) == null) {
      System.setProperty(disabled, "");
    }
  }

  private final Optional<URI> proxy;
  private final List<String> exceptions;

  private EnvironmentProxies(Optional<URI> proxy, List<String> exceptions) {
    this.proxy = proxy;
    this.exceptions = exceptions;
  }

  /** For a server on this machine. */
  static EnvironmentProxies none() {
    return new EnvironmentProxies(Optional.empty(), List.of());
  }

  /**
   * @throws TrackingException if there is a proxy of a kind that can't be used
   */
  static EnvironmentProxies of(URI server, MlflowVariables variables) throws TrackingException {
    String scheme = server.getScheme();
    Optional<String> name =
        Stream.of(scheme + "_proxy", "all_proxy")
            .flatMap(lower -> Stream.of(lower, lower.toUpperCase(Locale.ROOT)))
            .filter(variable -> variables.text(variable).isPresent())
            .findFirst();
    List<String> exceptions =
        variables.text("no_proxy").or(() -> variables.text("NO_PROXY")).stream()
            .flatMap(list -> Stream.of(list.split("[,\\s]+")))
            .filter(entry -> !entry.isEmpty())
            .toList();
    EnvironmentProxies none = new EnvironmentProxies(Optional.empty(), exceptions);
    if (name.isEmpty() || none.isExcepted(server)) {
      return none;
    }
    return new EnvironmentProxies(Optional.of(parse(name.get(), variables)), exceptions);
  }

  private static URI parse(String name, MlflowVariables variables) throws TrackingException {
    String text = variables.text(name).orElseThrow().strip();
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      if ("http".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() <= ServerAddress.MAX_PORT) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new TrackingException(
        Reason.REJECTED,
        "%s: expected a proxy as in http://proxy:3128, got '%s'"
            .formatted(name, ServerAddress.masked(text)));
  }

  /** The value of the header that logs in to the proxy. */
  Optional<String> authorization() {
    Optional<String> login = proxy.map(URI::getUserInfo);
    return login.map(
        text ->
            "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** For messages: without its login. */
  Optional<String> shown() {
    return proxy.map(uri -> uri.getHost() + ":" + port(uri));
  }

  @Override
  public List<Proxy> select(URI server) {
    String property = server.getScheme() + ".proxyHost";
    if (System.getProperty(property) != null) {
      return ProxySelector.getDefault().select(server);
    }
    return List.of(
        proxy
            .map(uri -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port(uri))))
            .orElse(Proxy.NO_PROXY));
  }

  private static int port(URI uri) {
    return uri.getPort() < 0 ? 80 : uri.getPort();
  }

  private boolean isExcepted(URI server) {
    String host = server.getHost().toLowerCase(Locale.ROOT);
    boolean here =
        host.equals("localhost")
            || host.endsWith(".localhost")
            || host.matches("127\\.[0-9.]+|\\[::1]");
    return here || exceptions.stream().anyMatch(entry -> covers(entry, host, server.getPort()));
  }

  /** {@code *}, a name and all below it, an address, a block of addresses; with a port or not. */
  private static boolean covers(String entry, String host, int port) {
    String text = entry.toLowerCase(Locale.ROOT);
    if (text.matches("[0-9.]+/[0-9]{1,2}")) {
      return isInBlock(text, host);
    }
    String name = text.replaceFirst(":[0-9]+$", "").replaceFirst("^\\*?\\.", "");
    boolean portFits = !text.matches(".*:[0-9]+") || text.endsWith(":" + port);
    return text.equals("*") || (portFits && (host.equals(name) || host.endsWith("." + name)));
  }

  private static boolean isInBlock(String block, String host) {
    int bits = Integer.parseInt(block.substring(block.indexOf('/') + 1));
    Optional<Long> network = ipv4(block.substring(0, block.indexOf('/')));
    Optional<Long> address = ipv4(host);
    return bits <= 32
        && network.isPresent()
        && address.isPresent()
        && network.get() >> (32 - bits) == address.get() >> (32 - bits);
  }

  private static Optional<Long> ipv4(String text) {
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(text.split("\\."))
            .mapToLong(Long::parseLong)
            .reduce(0, (all, one) -> all << 8 | one));
  }

  @Override
  public void connectFailed(URI server, SocketAddress address, IOException failure) {
    // the request itself fails, and says so
  }
}
