package org.planetbench.results.run.certificate;

import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.CertificateStage;

/**
 * A row of {@code certificate.csv}, a link of a chain: its digest is the SHA-256 of the text {@code
 * <previous digest>,<stage>,<position>,<content>}, shortened to 32 hexadecimal digits, as {@code
 * printf %s,%s,%s,%s ... | sha256sum} gives it. The first row's previous digest is 32 zeros.
 *
 * @param index from 0
 * @param position when: {@code collect/3/17}, which is phase, episode and agent step; {@code
 *     update/120}
 * @param content hash of what the stage gave
 */
public record CertificateRow(
    long index, CertificateStage stage, String position, String content, String digest) {
  private static final String POSITION = "[a-z0-9_/]+";
  private static final String HASH = "[0-9a-f]{" + ContentHash.DIGITS + "}";

  public CertificateRow {
    if (index < 0) {
      throw new IllegalArgumentException("index: expected 0 or more, got " + index);
    }
    require(isPosition(position), "position", POSITION, position);
    require(isHash(content), "content", HASH, content);
    require(isHash(digest), "digest", HASH, digest);
  }

  private static void require(boolean matches, String name, String pattern, String text) {
    if (!matches) {
      throw new IllegalArgumentException(name + ": expected " + pattern + ", got '" + text + "'");
    }
  }

  /** By hand, as a certificate has millions of rows. */
  private static boolean isPosition(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '_' || c == '/')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isHash(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(('a' <= c && c <= 'f') || ('0' <= c && c <= '9'))) {
        return false;
      }
    }
    return text.length() == ContentHash.DIGITS;
  }

  /** The row that comes next on a chain that has this head. */
  public static CertificateRow after(
      CertificateHead head, CertificateStage stage, String position, String content) {
    return new CertificateRow(
        head.rows(), stage, position, content, link(head, stage, position, content));
  }

  private static String link(
      CertificateHead head, CertificateStage stage, String position, String content) {
    return ContentHash.ofText(head.digest() + "," + stage.id() + "," + position + "," + content);
  }

  /** Whether this row may come next on a chain that has this head. */
  boolean follows(CertificateHead head) {
    return index == head.rows() && digest.equals(link(head, stage, position, content));
  }

  /** The head of a chain that ends with this row. */
  public CertificateHead head() {
    return new CertificateHead(index + 1, digest);
  }

  /** Whether both vouch for the same: whatever came before on their chains. */
  boolean saysTheSameAs(CertificateRow other) {
    return stage == other.stage && position.equals(other.position) && content.equals(other.content);
  }
}
