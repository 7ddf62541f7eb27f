package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.AtomicFile;
import org.planetbench.results.reference.References;

/**
 * From a folder of runs to a report: {@code index.html}, {@code report.md}, {@code tables/*.csv},
 * {@code plots/*.png}, {@code media/}. It depends on the runs and the references only; the same
 * ones give the same bytes on the same machine.
 */
public final class Report {
  /** The page, in the report's folder. */
  public static final String INDEX = "index.html";

  private final References references;

  public Report(References references) {
    this.references = references;
  }

  /**
   * @param index the page
   * @param summary the table of returns and the learning curves, for a terminal
   * @param leftOut runs that are damaged, or not as they were certified
   */
  public record Written(Path index, String summary, List<String> leftOut) {}

  /**
   * Writes the report of all runs under {@code runsDirectory} into {@code outDirectory}; files of
   * an earlier report there are replaced.
   */
  public Written write(Path runsDirectory, Path outDirectory) throws IOException {
    return write(List.of(runsDirectory), outDirectory);
  }

  /**
   * The same of several folders side by side, such as of one planner each: their runs are never
   * seeds of one another.
   *
   * @throws org.planetbench.results.MalformedFileException if there is no such folder
   * @throws org.planetbench.results.UnwritableFileException if the report can't be written
   */
  public Written write(List<Path> runsDirectories, Path outDirectory) throws IOException {
    Findings findings = new Findings();
    RunReader reader = new RunReader(findings);
    List<Run> runs = reader.read(runsDirectories);
    findings.addFrom(runs);
    List<Group> groups = Group.of(runs);
    List<Run> played = runs.stream().flatMap(run -> run.byTask().stream()).toList();
    List<Result> results = Result.of(played, references);
    Latencies latencies = Latencies.of(groups);
    Table time = TimeTable.of(runs);
    for (String folder : List.of("tables", "plots", "media")) {
      AtomicFile.createFolder(outDirectory.resolve(folder));
    }
    Content content =
        content(
            runs,
            played,
            groups,
            results,
            latencies,
            time,
            StatusTable.whileRunning(runsDirectories),
            findings,
            new Pictures(outDirectory, runs));
    content.writeTables(outDirectory.resolve("tables"));
    AtomicFile.write(outDirectory.resolve("report.md"), MarkdownPage.of(content));
    Path index = outDirectory.resolve(INDEX);
    AtomicFile.write(index, HtmlPage.of(content));
    return new Written(
        index, Summary.forTerminal(Group.of(played), results, findings), findings.leftOut());
  }

  private static Content content(
      List<Run> runs,
      List<Run> played,
      List<Group> groups,
      List<Result> results,
      Latencies latencies,
      Table time,
      Table status,
      Findings findings,
      Pictures pictures)
      throws IOException {
    Charts charts = new Charts(played);
    List<Picture> curves = new ArrayList<>();
    List<Picture> losses = new ArrayList<>();
    List<Picture> predictions = new ArrayList<>();
    List<Group> playedGroups = Group.of(played);
    PredictionCharts predictionCharts = charts.predictions(groups);
    AblationFigures ablationFigures = charts.ablations(playedGroups);
    List<Picture> ablations = new ArrayList<>();
    for (List<Group> ofTask : byTask(playedGroups)) {
      curves.addAll(pictures.plots(charts.learningCurves(ofTask)));
      ablations.addAll(pictures.plots(ablationFigures.of(ofTask)));
    }
    Quality quality = charts.quality(results, latencies);
    Aggregates aggregates = charts.aggregates(Group.comparable(playedGroups));
    for (List<Group> ofTask : byTask(groups)) {
      losses.addAll(pictures.plots(charts.losses(ofTask)));
      predictions.addAll(pictures.plots(predictionCharts.of(ofTask)));
    }
    List<Showcase> showcases = new ArrayList<>();
    for (Group group : groups) {
      boolean leads = true;
      for (Run run : group.runs()) {
        Optional<Showcase> showcase = pictures.showcase(run, leads);
        showcase.ifPresent(showcases::add);
        leads = leads && showcase.isEmpty();
      }
    }
    return new Content(
        "planet-bench report",
        Summary.subtitle(runs),
        Summary.figures(runs),
        findings.atTheTop(Summary.headlines(runs, results)),
        findings.table(),
        List.of(
            new Content.Section(
                "status",
                "Cells that still run",
                "As of the time at which this report was written.",
                List.of(),
                List.of(status),
                List.of()),
            new Content.Section(
                "returns",
                "Returns",
                "",
                List.of(),
                List.of(ReturnTables.results(results), ReturnTables.published(results)),
                List.of()),
            new Content.Section(
                "aggregates",
                "All tasks together",
                aggregates.intro(),
                aggregates.isEmpty() ? List.of() : pictures.plots(aggregates.charts()),
                List.of(aggregates.table()),
                List.of()),
            new Content.Section(
                "curves",
                "Learning curves",
                "Thick: the mean over the finished seeds; thin: one line a seed. Dashed: what does"
                    + " not learn. Training episodes are played at random first, then with"
                    + " exploration noise; evaluation episodes without.",
                curves,
                List.of(),
                List.of()),
            new Content.Section(
                "ablations", "Ablations", AblationFigures.INTRO, ablations, List.of(), List.of()),
            new Content.Section(
                "models", "World models", "", losses, List.of(RunTables.models(groups)), List.of()),
            new Content.Section(
                "predictions",
                "Open-loop predictions",
                predictions.isEmpty() ? "" : PredictionCharts.INTRO,
                predictions,
                List.of(PredictionTable.of(groups)),
                List.of()),
            new Content.Section(
                "quality",
                "Return against latency",
                quality.intro(),
                pictures.plots(quality.charts()),
                List.of(quality.table()),
                List.of()),
            new Content.Section(
                "latency",
                "Planning latency",
                "",
                List.of(),
                List.of(LatencyTable.of(latencies)),
                List.of()),
            new Content.Section(
                "films",
                "Videos and predictions",
                "Of each task its variants side by side: the last evaluation's first episode, in real"
                    + " time; then open-loop predictions: after the context frames the model sees"
                    + " no picture, only the actions. One seed of each variant; the others are"
                    + " folded.",
                List.of(),
                List.of(),
                showcases),
            new Content.Section(
                "runs",
                "Runs",
                "",
                List.of(),
                List.of(RunTables.runs(runs), time, RunTables.provenance(runs)),
                List.of())));
  }

  private static List<List<Group>> byTask(List<Group> groups) {
    return groups.stream()
        .map(Group::task)
        .distinct()
        .map(task -> groups.stream().filter(group -> group.task().equals(task)).toList())
        .toList();
  }
}
