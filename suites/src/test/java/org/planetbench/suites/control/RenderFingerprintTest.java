package org.planetbench.suites.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.suites.RenderQuality;

@Tag("native")
final class RenderFingerprintTest {
  @Test
  void isTheSameEachTime() {
    String first = RenderFingerprint.sha256();
    assertTrue(first.matches("[0-9a-f]{64}"), first);
    assertEquals(first, RenderFingerprint.sha256());
  }

  @Test
  void noticesAnotherShadowMap() {
    assertNotEquals(
        RenderFingerprint.sha256(RenderQuality.REFERENCE),
        RenderFingerprint.sha256(RenderQuality.FAST));
  }
}
