package org.planetbench.results.run.certificate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * SHA-256 of numbers, their bits least significant byte first; an array or a text begins with its
 * length as a long. Made once and used again and again: adding numbers allocates nothing.
 */
public final class ContentHash {
  /** Hexadecimal digits that a hash is shortened to. */
  public static final int DIGITS = 32;

  private final MessageDigest sha = DigestUtils.getSha256Digest();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
  private final FloatBuffer floats = buffer.asFloatBuffer(); // all of the buffer, from its start

  /** The hash of a text's UTF-8 bytes alone, as {@code sha256sum} gives it, shortened. */
  static String ofText(String text) {
    return shortened(DigestUtils.sha256(text));
  }

  public ContentHash add(long value) {
    if (buffer.remaining() < Long.BYTES) {
      flush();
    }
    buffer.putLong(value);
    return this;
  }

  /** All NaN are one. */
  public ContentHash add(double value) {
    return add(Double.doubleToLongBits(value));
  }

  public ContentHash add(boolean value) {
    return add(value ? 1L : 0L);
  }

  public ContentHash add(double[] values) {
    add((long) values.length);
    for (double value : values) {
      add(value);
    }
    return this;
  }

  /** The raw bits, of NaN too. */
  public ContentHash add(float[] values) {
    add((long) values.length);
    flush();
    for (int from = 0; from < values.length; from += floats.capacity()) {
      int count = Math.min(floats.capacity(), values.length - from);
      floats.put(0, values, from, count);
      sha.update(buffer.array(), 0, count * Float.BYTES);
    }
    return this;
  }

  public ContentHash add(byte[] values) {
    add((long) values.length);
    flush();
    sha.update(values);
    return this;
  }

  public ContentHash add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The hash of all that was added since the last call; what is added next begins anew. */
  public String finish() {
    flush();
    return shortened(sha.digest());
  }

  private void flush() {
    sha.update(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private static String shortened(byte[] hash) {
    return HexFormat.of().formatHex(hash, 0, DIGITS / 2);
  }
}
