package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.harness.experiment.CellSpec;

final class ProgressDisplayTest {
  private static final Pattern BEGIN = Pattern.compile("(about )?[0-9:]+ (left|so far)( .*)?");

  private static final Pattern TIME = Pattern.compile("finished in [0-9:]+");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 140, 500})
  void aTerminalShowsMessagesAboveAndTimeLeftFirst(int columns) {
    List<List<String>> screens = new ArrayList<>();
    try (StatusLines lines = lines(columns)) {
      ProgressDemo.play(lines, Duration.ZERO, _ -> screens.add(screen(columns)));
    }
    List<Integer> changing = List.of(2, 3, 3, 2, 2, 2, 1);
    for (int i = 0; i < screens.size(); i++) {
      List<String> screen = screens.get(i);
      int first = screen.size() - changing.get(i);
      screen.subList(first, screen.size()).forEach(l -> assertTrue(l.length() < columns, l));
      assertTrue(BEGIN.matcher(screen.get(first)).matches(), screen::toString);
      assertEquals(messages(i), joined(screen.subList(0, first)));
    }
    assertEquals(messages(6), joined(screen(columns)));
  }

  /** In a narrow window a message goes on in the next row. */
  private static String joined(List<String> rows) {
    return TIME.matcher(String.join("", rows)).replaceAll("finished in T");
  }

  private static String messages(int moment) {
    List<String> messages = new ArrayList<>();
    if (moment >= 2) {
      messages.add(ProgressDemo.MESSAGE);
    }
    if (moment >= 3) {
      messages.add("cartpole_swingup-simulator_cem-s1: finished in T");
    }
    if (moment >= 4) {
      messages.add("cheetah_run-random-s1: failed; details in runs/quick/c/cell.log");
    }
    if (moment >= 6) {
      messages.add("cheetah_run-rssm-s1: finished in T, last return 106.7");
    }
    return String.join("", messages);
  }

  @Test
  void eightyColumnsHoldWhatMatters() {
    List<List<String>> screens = new ArrayList<>();
    try (StatusLines lines = lines(80)) {
      ProgressDemo.play(lines, Duration.ZERO, _ -> screens.add(screen(80)));
    }
    List<String> last = screens.get(5);
    assertEquals(
        List.of(
            "1:06:40 left  █████████████████████████████░   99 %  2 of 3 cells done",
            "cheetah_run-rssm-s1, collect, episode 12/25, update 1690/1700, return 106.7"),
        last.subList(last.size() - 2, last.size()));
  }

  /** A window that was made narrower meanwhile has broken the lines. */
  @Test
  void aNarrowerWindowIsErasedWhole() {
    int[] columns = {80};
    try (StatusLines lines = new StatusLines(out(), () -> columns[0], Duration.ZERO)) {
      lines.show(_ -> List.of("x".repeat(70), "y".repeat(30)));
      columns[0] = 20;
      bytes.reset();
      lines.show(_ -> List.of("z"));
      String broken = "x".repeat(70) + "\n" + "y".repeat(30);
      TerminalScreen screen = new TerminalScreen(20).feed(broken + text());
      assertEquals(List.of("z"), screen.rows());
    }
  }

  @Test
  void withoutATerminalThereAreLinesOnly() {
    try (StatusLines lines = lines(0)) {
      ProgressDemo.play(lines, Duration.ZERO, _ -> {});
    }
    assertEquals(
        """
        cartpole_swingup-simulator_cem-s1: started
        cartpole_swingup-simulator_cem-s1: collect, episode 0/25
        cheetah_run-rssm-s1: started
        cheetah_run-rssm-s1: collect, episode 12/25, update 800/1700, return 106.7, loss 47.5, KL 0.89, 5:22 left
        MLflow: no connection yet; runs are kept and sent when there is one
        cartpole_swingup-simulator_cem-s1: finished in T
        cheetah_run-random-s1: started
        cheetah_run-random-s1: collect, episode 0/25, 0:07 left
        cheetah_run-random-s1: failed; details in runs/quick/c/cell.log
        cheetah_run-rssm-s1: finished in T, last return 106.7
        """,
        TIME.matcher(text()).replaceAll("finished in T"));
  }

  /** Cells tell how far they are while others say something: neither waits for the other. */
  @Test
  @Timeout(60)
  void whoeverPrintsMeanwhileHoldsUpNothing() throws Exception {
    List<CellSpec> cells = ProgressDemo.cells();
    try (StatusLines lines = lines(80);
        ProgressDisplay display = new ProgressDisplay(cells.size(), lines);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      display.started(cells.getFirst());
      Future<?> told =
          threads.submit(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  display.progress(ProgressDemo.progress(0, i % 100, 1));
                }
              });
      Future<?> said =
          threads.submit(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  lines.println("MLflow: " + i);
                }
              });
      told.get();
      said.get();
    }
    assertTrue(text().contains("MLflow: 19999"));
  }

  /** A pseudo-terminal of the operating system, set to a width, with a process of its own in it. */
  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 140})
  void aRealTerminalShowsTheSame(int columns) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String demo =
        "stty cols %d rows 24 && '%s' --enable-native-access=ALL-UNNAMED '%s'"
            .formatted(columns, java, ProgressDemo.class.getName());
    ProcessBuilder builder = new ProcessBuilder("script", "-qec", demo, "/dev/null");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("TERM", "xterm");
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.redirectInput(Path.of("/dev/null").toFile()).start();
    String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), written);
    assertTrue(written.contains("\u001b[J"), "drawn again: " + written);
    assertEquals(messages(6), joined(new TerminalScreen(columns).feed(written).rows()));
  }

  private StatusLines lines(int columns) {
    return new StatusLines(out(), () -> columns, Duration.ZERO);
  }

  private PrintStream out() {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> screen(int columns) {
    return new TerminalScreen(columns).feed(text()).rows();
  }
}
