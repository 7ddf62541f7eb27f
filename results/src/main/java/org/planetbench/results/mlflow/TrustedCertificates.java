package org.planetbench.results.mlflow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.planetbench.results.mlflow.TrackingException.Reason;

/** Which certificates of servers are believed, where that isn't what the JDK believes. */
final class TrustedCertificates {
  private TrustedCertificates() {}

  /** Empty: those of the JDK. */
  static Optional<SSLContext> of(MlflowVariables variables) throws TrackingException {
    if (variables.isInsecureTls()) {
      return Optional.of(context(new TrustManager[] {new Everything()}));
    }
    Optional<Path> path = variables.certificates();
    return path.isEmpty() ? Optional.empty() : Optional.of(context(trusting(path.get())));
  }

  private static SSLContext context(TrustManager[] managers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  private static TrustManager[] trusting(Path path) throws TrackingException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Path file : files(path)) {
        for (Certificate certificate : read(file)) {
          store.setCertificateEntry("trusted-" + store.size(), certificate);
        }
      }
      if (store.size() == 0) {
        throw new CertificateException("no certificate");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new TrackingException(
          Reason.REJECTED,
          "%s: expected a readable PEM file of certificates, as MLFLOW_TRACKING_SERVER_CERT_PATH or REQUESTS_CA_BUNDLE names it"
              .formatted(path),
          e);
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Iterable<? extends Certificate> read(Path file)
      throws IOException, CertificateException {
    byte[] text = Files.readAllBytes(file);
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(text));
  }

  /** For {@code MLFLOW_TRACKING_INSECURE_TLS}: the user asked for it. */
  private static final class Everything extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
