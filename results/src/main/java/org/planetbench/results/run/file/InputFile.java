package org.planetbench.results.run.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Files that a person may have named or made. Only regular files are opened: a pipe that nobody
 * writes to would be waited for, and a device may have no end.
 */
public final class InputFile {
  private InputFile() {}

  /**
   * @throws MalformedFileException if something else is in the file's place
   */
  public static void require(Path file) throws MalformedFileException {
    if (Files.isDirectory(file)) {
      throw MalformedFileException.in(file, "expected a file, got a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw MalformedFileException.in(
          file, "expected a file, got a device or a pipe; copy what it holds into a file");
    }
  }

  /**
   * The file's bytes, to be read once.
   *
   * @throws MalformedFileException if there is no such file, or something else in its place
   */
  public static InputStream open(Path file) throws IOException {
    require(file);
    try {
      return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    } catch (AccessDeniedException e) {
      throw MalformedFileException.in(file, "expected to read this file, but permission is denied");
    } catch (FileSystemException e) {
      if (Files.exists(file)) {
        throw e; // too many open files, for example
      }
      throw MalformedFileException.in(file, "expected this file, but it is missing");
    }
  }

  /**
   * All bytes.
   *
   * @param limit in bytes, of a file of this kind that makes sense
   * @throws MalformedFileException also if there are more
   */
  public static byte[] bytes(Path file, int limit) throws IOException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw MalformedFileException.in(
            file,
            String.format(
                Locale.ROOT,
                "expected a file of at most %.0f MB, got %.1f MB",
                1e-6 * limit,
                1e-6 * Files.size(file)));
      }
      return bytes;
    }
  }

  /**
   * All text, which has to be UTF-8, with or without a byte order mark.
   *
   * @throws MalformedFileException also if it is not, naming the line
   */
  public static String text(Path file, int limit) throws IOException {
    byte[] bytes = bytes(file, limit);
    ByteBuffer left = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(left).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw MalformedFileException.at(
          file, lineOf(bytes, left.position()), "expected UTF-8; save the file as UTF-8");
    }
  }

  /** Why something could not be read, in words. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case CharacterCodingException _ -> "it is not UTF-8";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      case FileSystemException _ -> "it is missing";
      case IOException other when other.getMessage() != null -> other.getMessage();
      case IOException _ -> "nothing says why";
    };
  }

  private static long lineOf(byte[] bytes, int position) {
    long line = 1;
    for (int i = 0; i < position; i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }
}
