package org.planetbench.results.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.status.CellStatus.State;

/**
 * How far the cells of a folder of runs are.
 *
 * @param cells in the order of their names; those that have not begun are there as soon as their
 *     input is
 */
public record SuiteStatus(List<CellStatus> cells) {
  public SuiteStatus {
    cells = List.copyOf(cells);
  }

  /**
   * @throws MalformedFileException if there is no such folder
   */
  public static SuiteStatus of(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      throw MalformedFileException.in(runs, "expected a folder of runs; `bench run` makes one");
    }
    List<Path> folders;
    try (Stream<Path> entries = Files.list(runs)) {
      folders = entries.filter(SuiteStatus::isOfACell).sorted().toList();
    }
    return of(folders.stream().map(RunFolder::at).toList());
  }

  /** Of these cells alone, in this order; what is not there waits. */
  public static SuiteStatus of(Path runs, List<String> cells) throws IOException {
    return of(cells.stream().map(cell -> RunFolder.at(runs.resolve(cell))).toList());
  }

  private static SuiteStatus of(List<RunFolder> folders) throws IOException {
    List<CellStatus> cells = new ArrayList<>();
    for (RunFolder folder : folders) {
      cells.add(CellStatus.of(folder));
    }
    return new SuiteStatus(cells);
  }

  private static boolean isOfACell(Path path) {
    return !path.getFileName().toString().startsWith(".")
        && (RunFolder.at(path).hasRecord() || Files.exists(path.resolve(RunFolder.INPUT)));
  }

  public long count(State state) {
    return cells.stream().filter(cell -> cell.state() == state).count();
  }

  /** Whether anything goes on. */
  public boolean isRunning() {
    return count(State.RUNNING) > 0;
  }

  /** Whether nothing is left that runs, waits or can go on. */
  public boolean hasEnded() {
    return count(State.DONE) + count(State.FAILED) == cells.size();
  }

  /**
   * How long all of it takes yet, with as many cells side by side as now: at the pace of those that
   * run, as if each that waits took as long as those that are known. Empty while that is unknown.
   */
  public OptionalDouble secondsLeft() {
    double[] left =
        cells.stream()
            .filter(cell -> cell.state() == State.RUNNING)
            .mapToDouble(CellStatus::secondsLeft)
            .toArray();
    double most = Arrays.stream(left).max().orElse(Double.NaN);
    double work = Arrays.stream(left).sum() + secondsOfThoseThatWait();
    double all = Math.max(most, work / left.length);
    return Double.isFinite(all) ? OptionalDouble.of(all) : OptionalDouble.empty();
  }

  private double secondsOfThoseThatWait() {
    double parts =
        cells.stream()
            .filter(cell -> waits(cell.state()))
            .mapToDouble(cell -> 1 - cell.fractionDone())
            .sum();
    double whole =
        cells.stream()
            .mapToDouble(CellStatus::wholeSeconds)
            .filter(Double::isFinite)
            .average()
            .orElse(Double.NaN);
    return parts == 0 ? 0 : parts * whole;
  }

  private static boolean waits(State state) {
    return switch (state) {
      case WAITING, INTERRUPTED, STALE -> true;
      case DONE, RUNNING, FAILED -> false;
    };
  }

  /** {@code 60 cells: 12 done, 4 running, 44 waiting}. */
  public String summary() {
    return cells.size()
        + (cells.size() == 1 ? " cell: " : " cells: ")
        + Arrays.stream(State.values())
            .filter(state -> count(state) > 0)
            .map(state -> count(state) + " " + state.id())
            .collect(Collectors.joining(", "));
  }
}
