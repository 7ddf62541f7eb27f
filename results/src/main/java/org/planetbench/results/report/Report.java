package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.claims.ClaimTable;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.outcome.RunReader;
import org.planetbench.results.page.Content;
import org.planetbench.results.page.Pictures;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.table.Table;

/**
 * From a folder of runs to a report: {@code index.html}, {@code report.md}, {@code tables/*.csv},
 * {@code plots/*.png}, {@code media/}. It depends on the runs and the references only; the same
 * ones give the same bytes on the same machine.
 */
public final class Report {
  /** The page, in the report's folder. */
  public static final String INDEX = Content.INDEX;

  /** What the page has to say, in its order. */
  private static final List<Section> SECTIONS =
      List.of(
          StatusTable::section,
          ReturnTables::section,
          Report::claims,
          Aggregates::section,
          LearningCurves::section,
          AblationFigures::section,
          WorldModels::section,
          PredictionCharts::section,
          Quality::section,
          LatencyTable::section,
          Films::section,
          RunTables::section);

  private final References references;
  private final Claims claims;

  /**
   * @param claims to put beside the runs
   */
  public Report(References references, Claims claims) {
    this.references = references;
    this.claims = claims;
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
   * @throws org.planetbench.results.run.file.MalformedFileException if there is no such folder
   * @throws org.planetbench.results.run.file.UnwritableFileException if the report can't be written
   */
  public Written write(List<Path> runsDirectories, Path outDirectory) throws IOException {
    Findings findings = new Findings();
    List<Run> runs = new RunReader(findings).read(runsDirectories);
    findings.addFrom(runs);
    for (String folder : List.of("tables", "plots", "media")) {
      AtomicFile.createFolder(outDirectory.resolve(folder));
    }
    ReportData data =
        ReportData.of(
            runsDirectories,
            runs,
            references,
            claims,
            new Pictures(outDirectory, Films.size(runs)));
    List<Content.Block> blocks = new ArrayList<>();
    for (Section section : SECTIONS) {
      blocks.add(section.of(data));
    }
    Content content =
        new Content(
            "planet-bench report",
            Summary.subtitle(runs),
            Summary.figures(runs),
            findings.atTheTop(Summary.headlines(runs, data.results())),
            findings.table(),
            blocks);
    return new Written(
        content.write(outDirectory, data.pictures(), "report.md"),
        Summary.forTerminal(data.playedGroups(), data.results(), findings),
        findings.leftOut());
  }

  private static Content.Block claims(ReportData data) {
    return Content.Block.of(
        "claims",
        "Published claims",
        ClaimTable.of(data.playedGroups(), data.claims()).toArray(Table[]::new));
  }
}
