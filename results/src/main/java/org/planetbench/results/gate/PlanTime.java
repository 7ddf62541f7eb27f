package org.planetbench.results.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.planetbench.results.reference.Score;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * One process's measurement of planning: a file {@code latency/base-3.json} or {@code head-3.json},
 * what {@code bench measure plan --json} printed in round 3.
 *
 * @param method how it was planned: recipe, planner, threads, and what is not as the recipe has it
 * @param cpu model of the machine's
 * @param commit of the program
 * @param gmac thousand million multiply-adds of a decision, by this program
 * @param p50Ratio median decision, as a multiple of the time that plain matrix products of as many
 *     multiply-adds take in the same process; how fast the machine was just then cancels out
 * @param p95Ratio likewise
 */
public record PlanTime(
    Side side,
    int round,
    String task,
    String variant,
    String method,
    String cpu,
    String commit,
    double gmac,
    double p50Ratio,
    double p95Ratio) {
  /** Below the folder that a gate is given. */
  public static final String FOLDER = "latency";

  static final String UNIT = "times the calibration";

  /** The pictures' unless a measurement says otherwise. */
  private static final String USUAL_QUALITY = "reference";

  private static final Pattern NAME = Pattern.compile("(base|head)-([0-9]{1,6})\\.json");

  /** What was planned, and how: two measurements of one setup and machine may be compared. */
  public String setup() {
    return task + " " + variant + " " + method;
  }

  /** The median and the 95th percentile, as numbers that references are made of. */
  public List<Score> scores() {
    return List.of(
        score("plan_p50", "median", p50Ratio), score("plan_p95", "95th percentile", p95Ratio));
  }

  private Score score(String metric, String statistic, double value) {
    String protocol = "%s of a process's decisions, %s, on %s".formatted(statistic, method, cpu);
    return new Score(new Score.Kind(task, variant, metric, UNIT, protocol, 0), round, value);
  }

  /** All under {@code runs}, by side and round; none if there is no such folder. */
  public static List<PlanTime> read(Path runs) throws IOException {
    Path folder = runs.resolve(FOLDER);
    List<PlanTime> times = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
          if (name.matches()) {
            Side side = name.group(1).equals("base") ? Side.BASE : Side.HEAD;
            times.add(read(file, side, Integer.parseInt(name.group(2))));
          }
        }
      }
    }
    times.sort(Comparator.comparing(PlanTime::side).thenComparingInt(PlanTime::round));
    return times;
  }

  private static PlanTime read(Path file, Side side, int round) throws IOException {
    ObjectNode measured = JsonFile.read(file);
    double gmac = number(file, measured, "gmac");
    double calibrationMs = 2e3 * gmac / number(file, measured, "calibration_gflops");
    return new PlanTime(
        side,
        round,
        measured.path("task").asText(),
        measured.path("variant").asText(),
        method(measured),
        measured.path("cpu").asText(),
        measured.path("commit").asText(),
        gmac,
        number(file, measured, "p50_ms") / calibrationMs,
        number(file, measured, "p95_ms") / calibrationMs);
  }

  /**
   * {@code tiny cem 1 threads candidates=20 quality=fast}; what is as the recipe has it, and the
   * usual quality, go without saying, as earlier programs measured it.
   */
  private static String method(ObjectNode measured) {
    List<String> words = new ArrayList<>();
    words.add(measured.path("recipe").asText());
    words.add(measured.path("planner").asText());
    words.add(measured.path("threads").asText());
    words.add("threads");
    measured
        .path("set")
        .properties()
        .forEach(change -> words.add(change.getKey() + "=" + change.getValue().asText()));
    String quality = measured.path("quality").asText(USUAL_QUALITY);
    if (!quality.equals(USUAL_QUALITY)) {
      words.add("quality=" + quality);
    }
    return String.join(" ", words);
  }

  private static double number(Path file, ObjectNode measured, String key)
      throws MalformedFileException {
    double number = measured.path(key).asDouble();
    if (!(number > 0)) {
      throw MalformedFileException.in(
          file,
          "%s: expected a number above 0, as `bench measure plan --json` prints it, got %s"
              .formatted(key, measured.path(key)));
    }
    return number;
  }
}
