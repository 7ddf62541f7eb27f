package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.planetbench.harness.experiment.BadInputException;

final class ErrorLineTest {
  @Test
  void saysWhatOurOwnErrorsSay() {
    assertEquals("p.yaml: wrong", ErrorLine.of(new BadInputException("p.yaml: wrong")));
    assertEquals("disk gone", ErrorLine.of(new IOException("disk gone")));
    assertEquals("disk gone", ErrorLine.of(new UncheckedIOException(new IOException("disk gone"))));
    assertEquals(
        "cell 3: disk gone",
        ErrorLine.of(new UncheckedIOException("cell 3: disk gone", new IOException("disk gone"))));
  }

  @Test
  void putsTheKindsOfErrorsThatHaveNoWordsIntoWords() {
    assertEquals("f: permission denied", ErrorLine.of(new AccessDeniedException("f")));
    assertEquals(
        "f: expected this file, but it is missing", ErrorLine.of(new NoSuchFileException("f")));
    assertEquals(
        "f: Is a directory", ErrorLine.of(new FileSystemException("f", null, "Is a directory")));
    assertEquals(
        "expected text in UTF-8, got other bytes", ErrorLine.of(new MalformedInputException(1)));
    assertTrue(ErrorLine.of(new OutOfMemoryError("Java heap space")).startsWith("out of memory: "));
    assertEquals(
        "a library cannot be loaded: libx.so", ErrorLine.of(new UnsatisfiedLinkError("libx.so")));
  }

  @Test
  void namesNoClassOfJava() {
    IOException nested = new IOException("no cell: " + new IllegalStateException("why"));
    assertEquals("no cell: why", ErrorLine.of(nested));
    assertEquals("a fault of planet-bench: why", ErrorLine.of(new IllegalStateException("why")));
    assertEquals("a fault of planet-bench", ErrorLine.of(new StackOverflowError()));
  }

  @Test
  void tellsTheProgramsFaultsFromOthers() {
    assertTrue(ErrorLine.isFault(new IllegalStateException("why")));
    assertTrue(ErrorLine.isFault(new StackOverflowError()));
    for (Throwable other :
        List.of(
            new BadInputException("x"),
            new IOException("x"),
            new UncheckedIOException(new IOException("x")),
            new OutOfMemoryError("x"))) {
      assertFalse(ErrorLine.isFault(other), other.toString());
    }
  }

  @Test
  void isOneLineThatATerminalShowsAsItIs() {
    assertEquals(
        "no file 'a\\nb\\u001b[2J', ü",
        ErrorLine.of(new BadInputException("no file 'a\nb\u001b[2J', ü")));
    String cut = ErrorLine.of(new BadInputException("a" + "x".repeat(1_000_000) + "z"));
    assertTrue(cut.length() < 2_100 && cut.startsWith("ax") && cut.endsWith("xz"));
  }

  /** Which may be the name of a class as far as anybody has read. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void isSaidAtOnceWhateverItNames() {
    String cut = ErrorLine.of(new BadInputException("got " + "a.".repeat(500_000)));
    assertTrue(cut.length() < 2_100 && cut.startsWith("got a.a."), cut);
  }
}
