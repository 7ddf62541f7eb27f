package org.planetbench.harness.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What went wrong, in one line for people: no line breaks, no names of Java's classes. */
public final class ErrorLine {
  private static final int LONGEST = 2000;

  /** Such as another message begins with that was made of an exception. */
  private static final Pattern CLASS_NAMES =
      Pattern.compile("\\b([a-z]\\w*\\.)+[A-Z][\\w$]*(Exception|Error|Throwable)\\b(: ?)?");

  private ErrorLine() {}

  /** The message, or what the kind of the error says. */
  public static String of(Throwable error) {
    return clean(text(error));
  }

  /**
   * Whether the program is at fault: neither what it was given nor the machine explains such an
   * error.
   */
  public static boolean isFault(Throwable error) {
    return switch (error) {
      case UncheckedIOException e when e.getCause() != null -> false;
      case IOException _, InterruptedException _ -> false;
      case OutOfMemoryError _, LinkageError _ -> false;
      default -> !isOurs(error);
    };
  }

  /** Shown whole, whatever is in it: control characters as escapes, the middle left out if long. */
  public static String clean(String text) {
    String readable = cut(text, 2 * LONGEST); // of a megabyte the pattern would take minutes
    return cut(escaped(CLASS_NAMES.matcher(readable).replaceAll("")), LONGEST);
  }

  /** In one line, with control characters as escapes: a name may have any. */
  public static String escaped(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().forEach(c -> append(line, c));
    return line.toString();
  }

  private static String cut(String text, int longest) {
    int length = text.length();
    return length <= longest
        ? text
        : text.substring(0, longest / 2) + " ... " + text.substring(length - longest / 2);
  }

  private static void append(StringBuilder line, int c) {
    switch (c) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        if (Character.isISOControl(c) || (Character.MIN_SURROGATE <= c && c <= 0xDFFF)) {
          line.append(String.format("\\u%04x", c));
        } else {
          line.appendCodePoint(c);
        }
      }
    }
  }

  private static String text(Throwable error) {
    return switch (error) {
      case UncheckedIOException e when saysMoreThanItsCause(e) -> message(e).orElse("");
      case UncheckedIOException e when e.getCause() != null -> text(e.getCause());
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case NoSuchFileException e -> e.getFile() + ": expected this file, but it is missing";
      case CharacterCodingException _ -> "expected text in UTF-8, got other bytes";
      case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
      case OutOfMemoryError _ -> outOfMemory();
      case LinkageError e -> "a library cannot be loaded" + message(e).map(": "::concat).orElse("");
      case InterruptedException _ -> "interrupted";
      case IOException e -> message(e).orElse("an input or output failed, and nothing says why");
      default ->
          isOurs(error) && error.getMessage() != null
              ? error.getMessage()
              : "a fault of planet-bench" + message(error).map(": "::concat).orElse("");
    };
  }

  private static String outOfMemory() {
    return "out of memory: %d MiB of heap are not enough for this; give less at once, or more with JAVA_TOOL_OPTIONS=-Xmx8g"
        .formatted(Runtime.getRuntime().maxMemory() >> 20);
  }

  private static Optional<String> message(Throwable error) {
    return Optional.ofNullable(error.getMessage()).filter(text -> !text.isBlank());
  }

  private static boolean isOurs(Throwable error) {
    return error.getClass().getName().startsWith("org.planetbench.");
  }

  /** One made without a message has its cause as text. */
  private static boolean saysMoreThanItsCause(Throwable error) {
    return error.getMessage() != null
        && !error.getMessage().equals(String.valueOf(error.getCause()));
  }
}
