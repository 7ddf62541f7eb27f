// Makes a trust store for Java of a bundle of certificates: java TrustStore.java BUNDLE.pem STORE

import java.security.cert.Certificate;
import java.security.cert.CertificateException;

void main(String[] args) throws IOException, GeneralSecurityException {
  KeyStore store = KeyStore.getInstance("JKS"); // which is read without a password
  store.load(null, null);
  try (InputStream bundle = Files.newInputStream(Path.of(args[0]))) {
    for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(bundle)) {
      store.setCertificateEntry(Integer.toString(store.size()), one);
    }
  } catch (IOException | CertificateException e) {
    fail(args[0], e.toString());
  }
  if (store.size() == 0) {
    fail(args[0], "none");
  }
  try (OutputStream out = Files.newOutputStream(Path.of(args[1]))) {
    store.store(out, "changeit".toCharArray());
  }
}

void fail(String bundle, String got) {
  System.err.println("ERROR: SSL_CERT_FILE=" + bundle + ": expected certificates in PEM, got " + got);
  System.exit(1);
}
