package org.planetbench.results.run;

import java.util.regex.Pattern;

/**
 * The end of a certificate: how many rows there are, and the digest of the last, which stands for
 * all of them in order.
 */
public record CertificateHead(long rows, String digest) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32}");

  /** Of a certificate without rows. */
  public static final CertificateHead START = new CertificateHead(0, "0".repeat(32));

  private static final int SHORT = 12;

  public CertificateHead {
    if (rows < 0 || !DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "certificate: expected a count of rows and 32 hexadecimal digits, got "
              + (rows + " and '" + digest + "'"));
    }
  }

  /** The digest's first digits, for tables. */
  public String brief() {
    return digest.substring(0, SHORT);
  }
}
