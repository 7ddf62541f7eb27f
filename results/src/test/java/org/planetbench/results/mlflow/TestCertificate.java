package org.planetbench.results.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that nobody signed, made by the JDK's keytool.
 *
 * @param context of the server that has it
 * @param pem what a client has to trust
 */
record TestCertificate(SSLContext context, Path pem) {
  private static final String PASSWORD = "password";

  /**
   * @param names host names and addresses that it is for
   */
  static TestCertificate make(Path folder, String... names) throws Exception {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("server.pem");
    String alternatives =
        Stream.of(names)
            .map(name -> (name.matches("[0-9.]+") ? "ip:" : "dns:") + name)
            .collect(Collectors.joining(","));
    keytool(
        List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=" + alternatives),
        store);
    keytool(List.of("-exportcert", "-rfc", "-file", pem.toString()), store);
    return new TestCertificate(context(store), pem);
  }

  private static void keytool(List<String> action, Path store) throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        Stream.of(
                List.of(keytool),
                action,
                List.of("-alias", "server", "-storepass", PASSWORD, "-keystore", store.toString()))
            .flatMap(List::stream)
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    assertEquals(0, builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
  }

  private static SSLContext context(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
