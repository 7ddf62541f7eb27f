package org.planetbench.harness.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damages what a file holds, as disks, editors, transfers and other people do. */
final class FuzzBytes {
  /** What numbers, words and lines are replaced by. */
  static final List<String> TEXTS =
      List.of(
          "0",
          "-1",
          "010",
          "2147483648",
          "-9223372036854775809",
          "1e308",
          "1e-320",
          "NaN",
          "-Infinity",
          "0x1p3",
          "1_000",
          "true",
          "no",
          "null",
          "~",
          "é",
          "\u202e",
          "rssm;id",
          "$(id)",
          "../../x",
          "%s%n",
          "{0}",
          "\"",
          "'",
          "[",
          "{a: b",
          "*a",
          "&a b",
          "<<: *a",
          "!!str a",
          "--- b",
          "=1+1",
          "a,b",
          "a=b",
          "x".repeat(300),
          "x".repeat(100_000),
          "[".repeat(20_000),
          "{\"a\":".repeat(20_000));

  private FuzzBytes() {}

  /** One to three damages after each other. */
  static byte[] damage(byte[] bytes, RandomGenerator random) {
    byte[] damaged = bytes;
    for (int i = random.nextInt(3); i >= 0; i--) {
      damaged = damageOnce(damaged, random);
    }
    return damaged;
  }

  private static byte[] damageOnce(byte[] bytes, RandomGenerator random) {
    int from = random.nextInt(bytes.length + 1);
    int to = from + random.nextInt(Math.min(40, bytes.length - from) + 1);
    return switch (random.nextInt(12)) {
      case 0 -> flipped(bytes, random);
      case 1 -> Arrays.copyOf(bytes, from);
      case 2 -> spliced(bytes, from, new byte[0], to);
      case 3 -> spliced(bytes, from, Arrays.copyOfRange(bytes, from, to), from);
      case 4 -> spliced(bytes, from, randomBytes(random), to);
      case 5 -> spliced(bytes, from, new byte[1 + random.nextInt(8)], to);
      case 6 -> spliced(bytes, 0, new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 0);
      case 7 -> text(bytes).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      case 8 -> lineRepeated(bytes, random);
      default -> wordReplaced(bytes, random);
    };
  }

  private static byte[] flipped(byte[] bytes, RandomGenerator random) {
    byte[] flipped = bytes.clone();
    for (int i = 0; i < 3 && flipped.length > 0; i++) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] randomBytes(RandomGenerator random) {
    byte[] bytes = new byte[1 + random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] lineRepeated(byte[] bytes, RandomGenerator random) {
    List<String> lines = text(bytes).lines().toList();
    if (lines.isEmpty()) {
      return bytes;
    }
    int chosen = random.nextInt(lines.size());
    String again = (lines.get(chosen) + "\n").repeat(random.nextBoolean() ? 1 : 2000);
    String before = String.join("\n", lines.subList(0, chosen + 1)) + "\n";
    String after = String.join("\n", lines.subList(chosen + 1, lines.size())) + "\n";
    return (before + again + after).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** From one separator to the next. */
  private static byte[] wordReplaced(byte[] bytes, RandomGenerator random) {
    int from = random.nextInt(bytes.length + 1);
    while (from > 0 && isOfWord(bytes[from - 1])) {
      from--;
    }
    int to = from;
    while (to < bytes.length && isOfWord(bytes[to])) {
      to++;
    }
    return spliced(bytes, from, any(TEXTS, random).getBytes(StandardCharsets.UTF_8), to);
  }

  private static boolean isOfWord(byte b) {
    return Character.isLetterOrDigit(b) || b == '.' || b == '-' || b == '_';
  }

  private static byte[] spliced(byte[] bytes, int from, byte[] between, int to) {
    ByteArrayOutputStream spliced = new ByteArrayOutputStream();
    spliced.write(bytes, 0, from);
    spliced.writeBytes(between);
    spliced.write(bytes, to, bytes.length - to);
    return spliced.toByteArray();
  }

  /** Byte for byte. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static <T> T any(List<T> of, RandomGenerator random) {
    return of.get(random.nextInt(of.size()));
  }
}
