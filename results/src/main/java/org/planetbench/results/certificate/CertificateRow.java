package org.planetbench.results.certificate;

import java.util.regex.Pattern;
import org.planetbench.results.CertificateHead;
import org.planetbench.results.CertificateStage;

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
  private static final Pattern POSITION = Pattern.compile("[a-z0-9_/]+");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{" + ContentHash.DIGITS + "}");

  public CertificateRow {
    if (index < 0) {
      throw new IllegalArgumentException("index: expected 0 or more, got " + index);
    }
    require(POSITION, "position", position);
    require(HASH, "content", content);
    require(HASH, "digest", digest);
  }

  private static void require(Pattern pattern, String name, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(
          name + ": expected " + pattern.pattern() + ", got '" + text + "'");
    }
  }

  /** The row that comes next on a chain that has this head. */
  public static CertificateRow after(
      CertificateHead head, CertificateStage stage, String position, String content) {
    String link = head.digest() + "," + stage.id() + "," + position + "," + content;
    return new CertificateRow(head.rows(), stage, position, content, ContentHash.ofText(link));
  }

  /** Whether this row may come next on a chain that has this head. */
  boolean follows(CertificateHead head) {
    return equals(after(head, stage, position, content));
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
