package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.planetbench.results.page.Content;
import org.planetbench.results.status.CellStatus;
import org.planetbench.results.status.RunProgress;
import org.planetbench.results.status.SuiteStatus;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** How far the cells are, a row each. */
public final class StatusTable {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private StatusTable() {}

  static Content.Block section(ReportData data) throws IOException {
    return new Content.Block(
        "status",
        "Cells that still run",
        "As of the time at which this report was written.",
        List.of(),
        List.of(whileRunning(data.folders())),
        List.of());
  }

  /** Of the folders in which a cell runs now; without a row if there is none. */
  static Table whileRunning(List<Path> folders) throws IOException {
    List<CellStatus> cells = new ArrayList<>();
    List<String> summaries = new ArrayList<>();
    for (Path folder : folders) {
      SuiteStatus status = SuiteStatus.of(folder);
      if (status.isRunning()) {
        cells.addAll(status.cells());
        summaries.add(sentence(status));
      }
    }
    return of(String.join(" ", summaries), cells);
  }

  public static Table of(SuiteStatus status) {
    return of(sentence(status), status.cells());
  }

  /** {@code 60 cells: 12 done, 48 running; some 3.4 h left.} */
  public static String sentence(SuiteStatus status) {
    String left =
        status.secondsLeft().isPresent()
            ? "; some " + Numbers.duration(status.secondsLeft().getAsDouble()) + " left"
            : "";
    return status.summary() + left + ".";
  }

  private static Table of(String caption, List<CellStatus> cells) {
    return new Table(
        "status",
        "Cells",
        caption,
        List.of(
            Column.text("cell", "cell"),
            Column.text("state", "state"),
            Column.text("where", "where"),
            Column.text("since", "since"),
            Column.number("fraction_done", "done"),
            Column.number("seconds_left", "time left"),
            Column.text("doing", "doing"),
            Column.number("episode_return", "last return"),
            Column.text("note", "note")),
        cells.stream().map(StatusTable::row).toList());
  }

  private static List<Cell> row(CellStatus cell) {
    return List.of(
        Cell.of(cell.cell()),
        Cell.of(cell.state().id()),
        Cell.of(cell.where().orElse("")),
        cell.since().map(StatusTable::time).orElse(Cell.NONE),
        Cell.percent(cell.fractionDone()),
        Double.isFinite(cell.secondsLeft())
            ? new Cell(Numbers.duration(cell.secondsLeft()), Double.toString(cell.secondsLeft()))
            : Cell.NONE,
        Cell.of(cell.progress().map(StatusTable::doing).orElse("")),
        Cell.of(cell.progress().map(RunProgress::episodeReturn).orElse(Double.NaN)),
        Cell.of(cell.note()));
  }

  private static Cell time(Instant instant) {
    return new Cell(MINUTE.format(instant), instant.toString());
  }

  private static String doing(RunProgress progress) {
    return String.format(
        Locale.ROOT,
        "%s, episode %d/%d",
        progress.doing(),
        progress.episode(),
        progress.episodes());
  }
}
