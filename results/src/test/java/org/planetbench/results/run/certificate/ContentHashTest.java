package org.planetbench.results.run.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Expected values from Python's hashlib and struct: {@code struct.pack('<q', 7) + ...}. */
class ContentHashTest {
  private final ContentHash hash = new ContentHash();

  @Test
  void hashesTheBitsOfNumbersLeastSignificantByteFirst() {
    hash.add(7)
        .add(0.1)
        .add(true)
        .add(new double[] {1.5, -0.0})
        .add(new float[] {0.25f, -1, 3e38f})
        .add(new byte[] {1, 2, -1})
        .add("grün");
    assertEquals("0f9b53b3e6e7d869dccfe815c45923b4", hash.finish());
  }

  @Test
  void beginsAnewAfterEachHash() {
    hash.add(7).finish();
    assertEquals("e3b0c44298fc1c149afbf4c8996fb924", hash.finish(), "SHA-256 of nothing");
  }

  @Test
  void hashesArraysLongerThanItsBuffer() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f * i;
    }
    assertEquals("b32c521392ff7463d7fcdf2c7033f385", hash.add(values).finish());
  }

  @Test
  void aHashIsTheShortenedOneOfSha256sum() {
    assertEquals("ba7816bf8f01cfea414140de5dae2223", ContentHash.ofText("abc"), "FIPS 180-2");
  }
}
