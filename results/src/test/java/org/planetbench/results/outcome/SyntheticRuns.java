package org.planetbench.results.outcome;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.Runs;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.certificate.RowContent;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.media.Frame;
import org.planetbench.results.run.media.Media;
import org.planetbench.results.run.media.PredictionStrip;
import org.planetbench.results.run.media.Video;

/** Folders of made-up runs that look like real ones: the same bytes each time. */
public final class SyntheticRuns {
  private static final int SEED_EPISODES = 5;
  private static final int EPISODES = 40;
  private static final int EVALUATE_EVERY = 5;
  private static final int STEPS = 1000;
  private static final int UPDATES = 50;
  private static final String HASH = "7c9fa136d4413fa6173637e883b6998d";

  private final Path runs;

  public SyntheticRuns(Path runs) {
    this.runs = runs;
  }

  public Path folder() {
    return runs;
  }

  /**
   * A run whose returns grow from 20 towards {@code best}; {@code best} 0 does not learn at all.
   */
  public RunFolder add(String task, String variant, long seed, double best, RunStatus status)
      throws IOException {
    return add(task, variant, seed, best, status, true);
  }

  /** A run that is only evaluated, around {@code mean}. */
  public RunFolder addUntrained(String task, String variant, long seed, double mean)
      throws IOException {
    return add(task, variant, seed, mean, RunStatus.FINISHED, false);
  }

  /** A finished run of a set: two evaluation episodes of each task, which return these numbers. */
  public RunFolder addSet(String... tasksAndReturns) throws IOException {
    RunRecord record = record("six_tasks", "multi_task", 1, RunStatus.FINISHED);
    RunFolder folder = RunFolder.create(runs, record.cell());
    folder.writeRecord(record);
    int tasks = tasksAndReturns.length / 2;
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      for (int i = 0; i < 3 * tasks; i++) {
        String task = tasksAndReturns[2 * (i % tasks)];
        double played = Double.parseDouble(tasksAndReturns[2 * (i % tasks) + 1]);
        boolean trains = i < tasks;
        long steps = trains ? (i + 1L) * STEPS : tasks * (long) STEPS;
        sink.episode(
            new EpisodeRow(
                trains ? "seed" : "evaluate",
                trains ? i : i - tasks,
                steps,
                steps / 8,
                0,
                trains ? 1 : played,
                1,
                i,
                task));
      }
      commit(sink, folder, record);
    }
    return folder;
  }

  private RunFolder add(
      String task, String variant, long seed, double best, RunStatus status, boolean learns)
      throws IOException {
    RunRecord record = record(task, variant, seed, status);
    RunFolder folder = RunFolder.create(runs, record.cell());
    folder.writeRecord(record);
    RandomGenerator noise =
        RandomGeneratorFactory.of("L64X128MixRandom")
            .create(record.cell().hashCode()); // specified for strings: the same everywhere
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      if (learns) {
        train(sink, seed, best, status == RunStatus.FINISHED ? EPISODES : EPISODES / 2, noise);
      } else {
        evaluate(sink, seed, 0, 0, best, 10, noise);
      }
      commit(sink, folder, record);
    }
    return folder;
  }

  private static void commit(CsvRunSink sink, RunFolder folder, RunRecord record)
      throws IOException {
    sink.commit();
    if (record.status() == RunStatus.FINISHED) {
      folder.writeRecord(record.certified(sink.head()));
    }
  }

  /** A moving square, and a model that loses it with time. */
  public static void addMedia(RunFolder folder) throws IOException {
    List<Frame> truth = new ArrayList<>();
    List<Frame> model = new ArrayList<>();
    for (int step = 0; step < 50; step++) {
      truth.add(square(10 + step / 2, 24));
      model.add(square(10 + step / 2 + Math.max(0, step - 5) / 6, 24 + Math.max(0, step - 5) / 9));
    }
    new Video(4).write(folder.media().resolve(Media.EVALUATION), truth, 0.08);
    new PredictionStrip(14).write(folder.media().resolve(Media.OPEN_LOOP), truth, model, 5);
  }

  public static Frame square(int left, int top) {
    byte[] rgb = new byte[64 * 64 * 3];
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        boolean inside = x >= left && x < left + 12 && y >= top && y < top + 12;
        int i = (y * 64 + x) * 3;
        rgb[i] = (byte) (inside ? 230 : 30 + x);
        rgb[i + 1] = (byte) (inside ? 180 : 50 + y);
        rgb[i + 2] = (byte) (inside ? 40 : 110);
      }
    }
    return new Frame(64, 64, rgb);
  }

  private static void train(
      CsvRunSink sink, long seed, double best, int episodes, RandomGenerator noise) {
    for (int i = 0; i < SEED_EPISODES; i++) {
      double seedReturn = 20 + 8 * noise.nextDouble();
      long steps = (long) (i + 1) * STEPS;
      sink.episode(new EpisodeRow("seed", i, steps, steps / 8, 0, seedReturn, (int) seed, i * 2.0));
    }
    long updates = 0;
    for (int i = 0; i < episodes; i++) {
      for (int u = 0; u < UPDATES; u++) {
        updates++;
        sink.update(update(updates, noise));
      }
      double mean = 20 + (best - 20) * (1 - Math.exp(-i / 12.0));
      double played = Math.max(0, mean + best * 0.16 * noise.nextGaussian());
      long steps = (long) (SEED_EPISODES + i + 1) * STEPS;
      sink.episode(
          new EpisodeRow(
              "collect", i, steps, steps / 8, updates, played, (int) seed, 60.0 + i * 20));
      for (int step = 0; step < 25; step++) {
        LatencyRow decision = decision("collect", i, step, noise);
        sink.certify(CertificateStage.PLANNER, RowContent.position(decision), HASH);
        sink.decision(decision);
      }
      if (i % 10 == 0) {
        predict(sink, updates, Math.exp(-i / 12.0));
      }
      if ((i + 1) % EVALUATE_EVERY == 0) {
        int first = (i + 1) / EVALUATE_EVERY * 3 - 3;
        evaluate(sink, seed, first, steps, mean, 3, noise);
      }
    }
  }

  /** On its own episodes a model gets better, on held-out ones first better and then worse. */
  private static void predict(CsvRunSink sink, long updates, double ignorance) {
    for (String data : ModelRow.DATA) {
      double drift = data.equals("held_out") ? 0.4 * (1 - ignorance) * (1 - ignorance) : 0;
      for (int distance = 0; distance <= 50; distance++) {
        double growth = (0.2 + ignorance + drift) * (1 - Math.exp(-distance / 15.0));
        sink.model(
            new ModelRow(
                updates,
                data,
                distance,
                0.002 + 0.01 * growth,
                0.01 + 0.3 * growth,
                distance == 0 ? OptionalDouble.empty() : OptionalDouble.of(3 + 20 * growth)));
      }
    }
  }

  private static void evaluate(
      CsvRunSink sink,
      long seed,
      int first,
      long steps,
      double mean,
      int episodes,
      RandomGenerator noise) {
    for (int i = 0; i < episodes; i++) {
      double played = Math.max(0, mean * (1 + 0.08 * noise.nextGaussian()));
      sink.episode(
          new EpisodeRow(
              "evaluate",
              first + i,
              steps,
              steps / 8,
              steps / 20,
              played,
              (int) seed,
              60.0 + steps / 50.0));
    }
  }

  private static UpdateRow update(long step, RandomGenerator noise) {
    double decay = Math.exp(-step / 300.0);
    double image = 180 + 5000 * decay + 20 * noise.nextGaussian();
    double reward = 0.02 + 0.4 * decay + 0.005 * noise.nextDouble();
    double divergence = 2.5 + 6 * (1 - decay) + 0.4 * noise.nextGaussian();
    return Runs.update(
        step,
        310 + 20 * noise.nextDouble(),
        image + 10 * reward + divergence,
        image,
        reward,
        divergence,
        40 + 900 * decay,
        0);
  }

  private static LatencyRow decision(String phase, int episode, long step, RandomGenerator noise) {
    double slow = noise.nextDouble() < 0.02 ? 3 : 1;
    return new LatencyRow(
        phase,
        episode,
        step,
        1.1 + 0.2 * noise.nextDouble(),
        0.3 + 0.05 * noise.nextDouble(),
        (24 + 3 * noise.nextDouble()) * slow,
        0.15 + 0.02 * noise.nextDouble(),
        0.8 + 0.1 * noise.nextDouble());
  }

  private static RunRecord record(String task, String variant, long seed, RunStatus status) {
    String cell = task + "-" + variant + "-s" + seed;
    Instant start = Instant.parse("2026-02-03T04:05:06Z").plusSeconds(600 * seed);
    return new RunRecord(
        RunRecord.SCHEMA_VERSION,
        new RunRecord.Identity(
            "key-of-" + cell, cell, task, variant, seed, "small", "quick", "suite-1"),
        texts(
            "recipe.planner", variant.equals("random_shooting") ? "random_shooting" : "cem",
            "recipe.batch", "50",
            "recipe.chunk_length", "50",
            "recipe.free_nats", "3.0",
            "recipe.overshooting", variant.equals("rssm") ? "none" : "latent",
            "action_repeat", "8",
            "control_period_ms", "80.0",
            "schedule.episodes", "40"),
        texts(
            "commit", "0123abcd",
            "jvm", "25.0.1+8",
            "os", "Linux 6.1",
            "cpu", seed == 2 ? "avx2" : "avx512f",
            "libmujoco", "3.17.0 sha256:5e1f"),
        new RunRecord.Course(
            status,
            start,
            status == RunStatus.FINISHED ? Optional.of(start.plusSeconds(900)) : Optional.empty(),
            seed == 1 ? 1 : 0,
            status == RunStatus.FAILED
                ? Optional.of("physics diverged: <b>qacc</b> is not finite")
                : Optional.empty(),
            List.of()),
        Optional.of("7f3a" + seed),
        RunRecord.Outcome.NONE);
  }

  private static SequencedMap<String, String> texts(String... keysAndValues) {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      texts.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return texts;
  }

  /** As if another edition of the agent had made it. */
  public static void setEdition(RunFolder folder, String edition) throws IOException {
    RunRecord record = folder.readRecord();
    SequencedMap<String, String> provenance = new LinkedHashMap<>(record.provenance());
    provenance.put(RunRecord.EDITION, edition);
    folder.writeRecord(
        new RunRecord(
            record.schemaVersion(),
            record.identity(),
            record.settings(),
            provenance,
            record.course(),
            record.mlflowRunId(),
            record.outcome()));
  }
}
