package org.planetbench.results.reference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * A finished run with the numbers it came to: the return of its last evaluation, the losses of its
 * last updates, and how far its open-loop predictions are off at its end. All are means over the
 * run, because seeds are the samples of a comparison, and episodes and updates never are.
 */
public record RunScores(RunRecord record, List<Score> scores) {
  /** Agent steps ahead of the last picture at which predictions are judged. */
  public static final int DISTANCE = 10;

  private static final List<Metric> LOSSES =
      List.of(Metric.IMAGE_LOSS, Metric.REWARD_LOSS, Metric.DIVERGENCE);

  /** Every metric that a run may have a score of. */
  public static final List<String> METRICS =
      Stream.concat(
              Stream.of(
                  Metric.EPISODE_RETURN.id(), name(Metric.IMAGE_ERROR), name(Metric.REWARD_ERROR)),
              LOSSES.stream().map(Metric::id))
          .toList();

  /** Why a run that is not finished doesn't count. */
  public static final String UNFINISHED = "the run is not finished; `bench run` goes on with it";

  private static final String AGAIN = "run the cell again";

  public RunScores {
    scores = List.copyOf(scores);
  }

  /**
   * All finished runs under {@code folders}; the others are left out.
   *
   * @throws org.planetbench.results.run.file.MalformedFileException if a finished run is damaged,
   *     not as it was certified, without a certificate, or its evaluations start otherwise than
   *     those of the others
   */
  public static List<RunScores> ofFinished(List<RunFolder> folders) throws IOException {
    List<RunScores> runs = new ArrayList<>();
    for (RunFolder folder : folders) {
      RunRecord record = folder.readRecord();
      if (record.status() == RunStatus.FINISHED) {
        runs.add(of(CertifiedRuns.readVouchedFor(folder)));
        requireAlike(folder, runs);
      }
    }
    return runs;
  }

  private static void requireAlike(RunFolder folder, List<RunScores> runs) throws IOException {
    Optional<MalformedFileException> other =
        otherStarts(folder, runs.getLast(), runs.getFirst().record());
    if (other.isPresent()) {
      throw other.get();
    }
  }

  /** What is wrong with a run whose evaluations start otherwise than another's. */
  private static Optional<MalformedFileException> otherStarts(
      RunFolder folder, RunScores run, RunRecord expected) {
    EvaluationStarts starts = EvaluationStarts.of(run.record());
    EvaluationStarts wanted = EvaluationStarts.of(expected);
    return starts == wanted
        ? Optional.empty()
        : Optional.of(
            MalformedFileException.in(
                folder.file(RunFolder.RECORD),
                "expected %s = %s as %s has, got %s: they make no sample; keep them in folders of their own"
                    .formatted(EvaluationStarts.KEY, wanted.id(), expected.cell(), starts.id())));
  }

  /**
   * What a judge counts and what it does not.
   *
   * @param unfinished cells
   * @param damaged what is wrong with a cell's run that can't be read, is not as it was certified,
   *     or has no certificate
   */
  public record Counted(
      List<RunScores> runs, List<String> unfinished, SequencedMap<String, String> damaged) {
    public Counted {
      runs = List.copyOf(runs);
      unfinished = List.copyOf(unfinished);
      damaged = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(damaged));
    }
  }

  /**
   * The finished runs that are as they were recorded, and why the others don't count. Where
   * evaluations start in different ways, those count that start as today's.
   */
  public static Counted countable(List<RunFolder> folders) throws IOException {
    SequencedMap<RunFolder, RunScores> finished = new LinkedHashMap<>();
    List<String> unfinished = new ArrayList<>();
    SequencedMap<String, String> damaged = new LinkedHashMap<>();
    for (RunFolder folder : folders) {
      try {
        if (folder.readRecord().status() == RunStatus.FINISHED) {
          finished.put(folder, of(CertifiedRuns.readVouchedFor(folder)));
        } else {
          unfinished.add(folder.cell());
        }
      } catch (MalformedFileException e) {
        damaged.put(folder.cell(), withRemedy(e));
      }
    }
    return new Counted(alike(finished, damaged), unfinished, damaged);
  }

  /** What is wrong with a run, and what to do, which some say themselves. */
  static String withRemedy(MalformedFileException e) {
    String problem = String.valueOf(e.getMessage());
    return problem.endsWith(AGAIN) ? problem : problem + "; restore it, or " + AGAIN;
  }

  /** Those whose evaluations start as today's, if any does; why the others don't count is added. */
  private static List<RunScores> alike(
      SequencedMap<RunFolder, RunScores> finished, SequencedMap<String, String> damaged) {
    Optional<RunRecord> ofToday =
        finished.values().stream()
            .map(RunScores::record)
            .filter(record -> EvaluationStarts.of(record) == EvaluationStarts.PER_SEED)
            .findFirst();
    List<RunScores> alike = new ArrayList<>();
    finished.forEach(
        (folder, run) -> {
          Optional<MalformedFileException> other =
              ofToday.flatMap(expected -> otherStarts(folder, run, expected));
          if (other.isPresent()) {
            damaged.put(folder.cell(), String.valueOf(other.get().getMessage()));
          } else {
            alike.add(run);
          }
        });
    return alike;
  }

  /** The cells of the runs that {@link #ofFinished} leaves out. */
  public static List<String> unfinished(List<RunFolder> folders) throws IOException {
    List<String> unfinished = new ArrayList<>();
    for (RunFolder folder : folders) {
      if (folder.readRecord().status() != RunStatus.FINISHED) {
        unfinished.add(folder.cell());
      }
    }
    return unfinished;
  }

  /** The first of the runs that came to a number of this kind: one of them did. */
  public static RunScores first(List<RunScores> runs, Score.Kind kind) {
    return runs.stream()
        .filter(run -> run.scores.stream().anyMatch(score -> score.kind().equals(kind)))
        .findFirst()
        .orElseThrow();
  }

  private static RunScores of(CertifiedRun run) throws IOException {
    RunRecord record = run.record();
    List<Score> scores = new ArrayList<>();
    addReturns(scores, record, run.rows().episodes().all());
    List<UpdateRow> updates = run.rows().updates().all();
    if (!updates.isEmpty()) {
      addLosses(scores, record, updates);
    }
    addPredictions(scores, record, run.rows().model().all());
    return new RunScores(record, scores);
  }

  private static void addReturns(List<Score> scores, RunRecord record, List<EpisodeRow> rows) {
    Map<String, List<EpisodeRow>> byTask = new LinkedHashMap<>();
    for (EpisodeRow row : rows) {
      String task = row.task().isEmpty() ? record.task() : row.task();
      byTask.computeIfAbsent(task, t -> new ArrayList<>()).add(row);
    }
    byTask.forEach(
        (task, episodes) -> {
          List<Evaluation> evaluations = Evaluation.of(episodes);
          if (!evaluations.isEmpty()) {
            Evaluation last = evaluations.getLast();
            scores.add(
                score(
                    record,
                    task,
                    Metric.EPISODE_RETURN.id(),
                    "sum of rewards",
                    String.format(
                        Locale.ROOT,
                        "mean of %d evaluation episodes of %s agent steps after %d updates%s",
                        last.returns().size(),
                        stepsOfAnEpisode(record),
                        last.updateSteps(),
                        startsOfEpisodes(record)),
                    last.environmentSteps(),
                    last.mean()));
          }
        });
  }

  private static String stepsOfAnEpisode(RunRecord record) {
    String limit = record.settings().getOrDefault("schedule.agent_steps_per_episode", "0");
    return limit.equals("0") ? "all" : limit;
  }

  private static String startsOfEpisodes(RunRecord record) {
    return switch (EvaluationStarts.of(record)) {
      case COMMON -> "";
      case PER_SEED -> ", from start states of the seed";
    };
  }

  private static void addLosses(List<Score> scores, RunRecord record, List<UpdateRow> rows) {
    List<UpdateRow> last = rows.subList(rows.size() - Math.ceilDiv(rows.size(), 10), rows.size());
    String protocol =
        String.format(Locale.ROOT, "mean of the last %d of %d updates", last.size(), rows.size());
    for (Metric metric : LOSSES) {
      scores.add(
          score(
              record,
              record.task(),
              metric.id(),
              "nats an agent step",
              protocol,
              0,
              last.stream().mapToDouble(row -> row.get(metric)).sum() / last.size()));
    }
  }

  private static void addPredictions(List<Score> scores, RunRecord record, List<ModelRow> rows) {
    long end = rows.stream().mapToLong(ModelRow::updateStep).max().orElse(0);
    for (ModelRow row : rows) {
      if (row.updateStep() == end
          && row.data().equals(ModelRow.HELD_OUT)
          && row.distance() == DISTANCE) {
        String protocol =
            String.format(
                Locale.ROOT,
                "%d agent steps ahead on random episodes, after %d updates",
                DISTANCE,
                end);
        scores.add(
            score(
                record,
                record.task(),
                name(Metric.IMAGE_ERROR),
                "squared colour",
                protocol,
                0,
                row.imageError()));
        scores.add(
            score(
                record,
                record.task(),
                name(Metric.REWARD_ERROR),
                "squared reward",
                protocol,
                0,
                row.rewardError()));
      }
    }
  }

  /** As in MLflow's keys: {@code held_out_image_error_d10}. */
  private static String name(Metric error) {
    return ModelRow.HELD_OUT + "_" + error.id() + "_d" + DISTANCE;
  }

  private static Score score(
      RunRecord record,
      String task,
      String metric,
      String unit,
      String protocol,
      long environmentSteps,
      double value) {
    return new Score(
        new Score.Kind(task, record.variant(), metric, unit, protocol, environmentSteps),
        record.seed(),
        value);
  }
}
