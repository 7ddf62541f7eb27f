package org.planetbench.results.outcome;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

/**
 * One run as far as a report needs it; its decisions stay on disk until they are summarised.
 *
 * @param name unique in a report: the cell, after its folder of runs where there are several, and
 *     after how its evaluations start where that is not the same for all
 * @param task whose episodes these are: the record's, or one of its set
 */
public record Run(
    String name,
    RunFolder folder,
    RunRecord record,
    String task,
    List<EpisodeRow> episodes,
    Losses losses,
    Predictions predictions,
    Rows<LatencyRow> decisions) {
  /** What its curves are over. */
  public static final String TRAINING = "environment steps of training";

  public Run {
    episodes = List.copyOf(episodes);
  }

  /** A run of a set of tasks as one run of each of them; any other as itself. */
  public List<Run> byTask() {
    List<String> played =
        episodes.stream().map(EpisodeRow::task).filter(of -> !of.isEmpty()).distinct().toList();
    if (played.isEmpty() || played.equals(List.of(task))) {
      return List.of(this);
    }
    return played.stream().map(this::ofTask).toList();
  }

  private Run ofTask(String ofTask) {
    return new Run(
        name,
        folder,
        record,
        ofTask,
        episodes.stream().filter(row -> row.task().equals(ofTask)).toList(),
        losses,
        predictions,
        decisions);
  }

  /** The same run, called otherwise. */
  Run named(String newName) {
    return new Run(newName, folder, record, task, episodes, losses, predictions, decisions);
  }

  public EvaluationStarts starts() {
    return EvaluationStarts.of(record);
  }

  /** After how many agent steps its episodes were cut short; 0 if they were played to their end. */
  public long agentStepsPerEpisode() {
    return (long) number("agent_steps_per_episode").orElse(0);
  }

  /** What stands before the cell in the name, such as the folder of runs; else empty. */
  String from() {
    return name.contains("/") ? name.substring(0, name.lastIndexOf('/')) : "";
  }

  public boolean finished() {
    return record.status() == RunStatus.FINISHED;
  }

  public List<Evaluation> evaluations() {
    return Evaluation.of(episodes);
  }

  /** Return over environment steps of training, one point per evaluation. */
  public static Curve evaluationCurve(List<EpisodeRow> episodes) {
    List<Evaluation> evaluations = Evaluation.of(episodes);
    return new Curve(
        evaluations.stream().mapToDouble(Evaluation::environmentSteps).toArray(),
        evaluations.stream().mapToDouble(Evaluation::mean).toArray());
  }

  /** Return over environment steps of the episodes that were trained on, seed episodes included. */
  public static Curve trainingCurve(List<EpisodeRow> episodes) {
    List<EpisodeRow> played = episodes.stream().filter(EpisodeRow::isTraining).toList();
    return new Curve(
        played.stream().mapToDouble(EpisodeRow::environmentSteps).toArray(),
        played.stream().mapToDouble(EpisodeRow::episodeReturn).toArray());
  }

  public Curve evaluationCurve() {
    return evaluationCurve(episodes);
  }

  public Curve trainingCurve() {
    return trainingCurve(episodes);
  }

  /** Whether it learned, or was only evaluated. */
  public boolean trained() {
    return !trainingCurve().isEmpty();
  }

  /** Of training: of all tasks where a run has several. */
  public long environmentSteps() {
    return trained()
        ? episodes.stream().mapToLong(EpisodeRow::environmentSteps).max().orElse(0)
        : 0;
  }

  /** Of the model, also of an abridged copy, which has none of their losses. */
  public long updateSteps() {
    return losses.updates() > 0
        ? losses.updates()
        : episodes.stream().mapToLong(EpisodeRow::updateSteps).max().orElse(0);
  }

  public double wallClockS() {
    return episodes.isEmpty() ? 0 : episodes.getLast().wallClockS();
  }

  /** A setting by the last part of its dotted name. */
  public Optional<String> setting(String name) {
    return record.settings().entrySet().stream()
        .filter(entry -> entry.getKey().equals(name) || entry.getKey().endsWith("." + name))
        .map(entry -> entry.getValue())
        .findFirst();
  }

  public OptionalDouble number(String setting) {
    try {
      return setting(setting)
          .map(Double::parseDouble)
          .map(OptionalDouble::of)
          .orElse(OptionalDouble.empty());
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  public Optional<Path> media(String name) {
    Path file = folder.media().resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }
}
