package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the program is given, it ends soon, with an exit code that is documented and one clear
 * line. {@code ci/fuzz} does this for as long as one likes.
 */
@Tag("native")
final class FuzzTest {
  private static final int INPUTS = Integer.getInteger("planetbench.fuzz.inputs", 2000);
  private static final long SEED = Long.getLong("planetbench.fuzz.seed", 1);
  private static final Duration HANGS = Duration.ofSeconds(60);
  private static final int HANGS_CODE = -1;
  private static final int FAILURES_SHOWN = 20;

  private static final Set<Integer> CODES = Set.of(0, 2, 3, 4, 5);

  /** Only these say that something is not as it was. */
  private static final Set<String> JUDGES = Set.of("verify", "gate");

  /** What a person who knows no Java has no use for. */
  private static final Pattern OF_JAVA =
      Pattern.compile("Exception|Throwable|\\tat |\\b(java|javax|com|org)\\.[a-z]|\\$\\$?Lambda");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n]]");

  @TempDir private Path folder;

  @Test
  void everyInputEndsInACodeAndALine() throws IOException, InterruptedException {
    FuzzCalls calls = new FuzzCalls(new FuzzFiles(folder));
    List<String> failures = new ArrayList<>();
    int tried = 0;
    for (; tried < INPUTS && failures.size() < FAILURES_SHOWN; tried++) {
      List<String> call = calls.next(random(tried));
      Captured ended = run(call, random(tried));
      String problem = problem(call, ended);
      if (!problem.isEmpty()) {
        failures.add(
            "input %d of seed %d, %s: %s".formatted(tried, SEED, problem, shown(call, ended)));
      }
    }
    assertTrue(failures.isEmpty(), () -> String.join("\n\n", failures));
    assertEquals(INPUTS, tried);
  }

  /** Each input has a stream of its own, so that one can be tried again. */
  private static RandomGenerator random(int input) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED * 1_000_000_007 + input);
  }

  private static Captured run(List<String> call, RandomGenerator random)
      throws InterruptedException {
    InputStream in = System.in;
    System.setIn(new ByteArrayInputStream(FuzzBytes.damage(NO_MEASUREMENT, random)));
    CompletableFuture<Captured> ended = new CompletableFuture<>();
    Thread thread = Thread.ofPlatform().daemon().start(() -> ended.complete(Captured.run(call)));
    try {
      return ended.get(HANGS.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new Captured(HANGS_CODE, "", Arrays.toString(thread.getStackTrace()));
    } catch (ExecutionException e) {
      throw new AssertionError(call.toString(), e);
    } finally {
      System.setIn(in);
    }
  }

  /** For the command that a parent starts. */
  private static final byte[] NO_MEASUREMENT = "{}\n".getBytes(StandardCharsets.UTF_8);

  private static String problem(List<String> call, Captured ended) {
    if (ended.exitCode() == HANGS_CODE) {
      return "does not end";
    }
    String said = ended.out() + ended.err();
    if (ended.exitCode() == 1 && JUDGES.contains(call.getFirst())) {
      return ended.out().isBlank() ? "a verdict without a word" : "";
    }
    if (!CODES.contains(ended.exitCode())) {
      return "exit code " + ended.exitCode();
    }
    if (said.contains("a fault of planet-bench") || OF_JAVA.matcher(said).find()) {
      return "words of Java, or a fault";
    }
    if (CONTROL.matcher(ended.err()).find()) {
      return "control characters";
    }
    boolean refused = ended.exitCode() == 2 || ended.exitCode() == 5;
    if (refused && !ended.err().startsWith("bench: ") && ended.out().isBlank()) {
      return "no clear line";
    }
    return refused && ended.err().lines().count() > 3 ? "more than a line" : "";
  }

  private static String shown(List<String> call, Captured ended) {
    String text = "bench " + String.join(" ", call) + "\n" + ended;
    return text.length() > 3000
        ? text.substring(0, 1500) + " ... " + text.substring(text.length() - 1500)
        : text;
  }
}
