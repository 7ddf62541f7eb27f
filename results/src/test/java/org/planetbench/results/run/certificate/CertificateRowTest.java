package org.planetbench.results.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.CertificateStage;

class CertificateRowTest {
  private static final String CONTENT = "7c9fa136d4413fa6173637e883b6998d";

  /** Expected digests from {@code sha256sum}, as the class's documentation has it. */
  @Test
  void eachDigestStandsForAllRowsBefore() {
    CertificateRow first =
        CertificateRow.after(
            CertificateHead.START, CertificateStage.ENVIRONMENT, "seed/0/0", CONTENT);
    assertEquals("c4784ffbf204dd6312dbb6003036acbb", first.digest());
    CertificateRow second =
        CertificateRow.after(first.head(), CertificateStage.LOSSES, "update/1", CONTENT);
    assertEquals("c7f671da6360d384b7aa76c651c4cfbf", second.digest());
    assertEquals(1, second.index());
    assertTrue(second.follows(first.head()));
    assertFalse(second.follows(CertificateHead.START));
  }

  @Test
  void everyPartOfARowIsInItsDigest() {
    CertificateHead start = CertificateHead.START;
    CertificateRow row =
        CertificateRow.after(start, CertificateStage.PLANNER, "collect/1/2", CONTENT);
    assertFalse(
        new CertificateRow(0, CertificateStage.BELIEF, row.position(), CONTENT, row.digest())
            .follows(start));
    assertFalse(
        new CertificateRow(0, row.stage(), "collect/1/3", CONTENT, row.digest()).follows(start));
    assertFalse(
        new CertificateRow(0, row.stage(), row.position(), row.digest(), row.digest())
            .follows(start));
    assertFalse(
        new CertificateRow(1, row.stage(), row.position(), CONTENT, row.digest()).follows(start));
  }

  @Test
  void refusesWhatIsNoHash() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new CertificateRow(0, CertificateStage.DRAWS, "a b", CONTENT, CONTENT));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CertificateRow(0, CertificateStage.DRAWS, "a", "xyz", CONTENT));
  }
}
