package org.planetbench.results.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/** Small runs for tests. */
public final class Runs {
  public static final Instant START = Instant.parse("2026-02-03T04:05:06.789Z");

  private Runs() {}

  public static RunRecord record(String cell) {
    return RunRecord.started(
            new RunRecord.Identity(
                "key-of-" + cell, cell, "cheetah_run", "rssm", 3, "tiny", "smoke", "suite-1"),
            texts("recipe.batch", "50", "planner.horizon", "12"),
            texts("commit", "0123abc", "jvm", "25.0.1+8 \"Ä\""),
            START)
        .warned(List.of("the divergence stayed under the free nats"));
  }

  /** Makes a run one of schema version 2, whose evaluations start alike in all cells. */
  public static void makeOlder(RunFolder folder) throws IOException {
    Path record = folder.file(RunFolder.RECORD);
    String text = Files.readString(record);
    String older = text.replace("\"schema_version\": 3", "\"schema_version\": 2");
    if (older.equals(text)) {
      throw new IllegalStateException(record + ": expected schema_version 3");
    }
    Files.writeString(record, older);
  }

  public static EpisodeRow episode(String phase, int number, long steps, double episodeReturn) {
    return new EpisodeRow(
        phase, number, steps, steps / 2, steps / 10, episodeReturn, 3, steps * 0.25);
  }

  /**
   * @param values of all that updates measure, in its order
   */
  public static UpdateRow update(long step, double updateMs, double... values) {
    Map<Metric, Double> byMetric = new EnumMap<>(Metric.class);
    for (int i = 0; i < values.length; i++) {
      byMetric.put(Metric.OF_UPDATES.get(i), values[i]);
    }
    return new UpdateRow(step, byMetric, updateMs);
  }

  public static UpdateRow update(long step) {
    return update(step, 12.5, 100.0 / step, 60.0 / step, 0.5, 3.25, 1e-7 * step, 0);
  }

  public static LatencyRow decision(String phase, int episode, long agentStep, double planMs) {
    return new LatencyRow(phase, episode, agentStep, 0.5, 0.25, planMs, 0.125, 0.0625);
  }

  public static StageTimes times(LatencyRow... rows) {
    StageTimes times = new StageTimes();
    for (LatencyRow row : rows) {
      times.add(row);
    }
    return times;
  }

  public static ModelRow prediction(long updateStep, String data, int distance) {
    double error = (1 + distance) / (1.0 + updateStep);
    return new ModelRow(
        updateStep,
        data,
        distance,
        error,
        2 * error,
        distance == 0 ? OptionalDouble.empty() : OptionalDouble.of(3 * error));
  }

  private static SequencedMap<String, String> texts(String... keysAndValues) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      texts.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return texts;
  }
}
