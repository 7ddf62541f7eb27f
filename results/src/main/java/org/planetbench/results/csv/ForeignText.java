package org.planetbench.results.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.planetbench.results.MalformedFileException;

/** The text of a file that was made elsewhere, or one line on why it is none. */
final class ForeignText {
  /** More is no table of scores, and would not fit into memory with its rows. */
  static final int MOST_BYTES = 32 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private ForeignText() {}

  /** Without byte order mark; lines end with LF. */
  static String read(Path file) throws MalformedFileException {
    if (Files.isDirectory(file)) {
      throw MalformedFileException.in(file, "expected a CSV file, got a folder");
    }
    byte[] bytes = bytes(file);
    if (bytes.length > MOST_BYTES) {
      throw MalformedFileException.in(
          file, "expected at most %d MiB, got more".formatted(MOST_BYTES >> 20));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)
          .replace("\r\n", "\n")
          .replace('\r', '\n');
    } catch (CharacterCodingException e) {
      throw MalformedFileException.in(
          file, "expected text in UTF-8, got other bytes; save it as CSV UTF-8");
    }
  }

  private static byte[] bytes(Path file) throws MalformedFileException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw MalformedFileException.in(file, "expected this file, but it is missing");
    } catch (IOException e) {
      throw MalformedFileException.in(file, "expected a CSV file, but it cannot be read: " + e);
    }
  }
}
