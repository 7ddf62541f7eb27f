package org.planetbench.harness.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.results.run.Migration;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.validation.Expectation;

/**
 * Folders of runs, joined into one: each run is checked, two different ones of one cell are
 * refused, and what is kept is copied whole or not at all.
 */
public final class Merge {
  private static final String NONE = "none";

  private final Path into;
  private final List<Path> sources;
  private final List<MergedCell> cells;

  private Merge(Path into, List<Path> sources, List<MergedCell> cells) {
    this.into = into;
    this.sources = List.copyOf(sources);
    this.cells = List.copyOf(cells);
  }

  /**
   * Looks through the folders and decides. Nothing is written.
   *
   * @param sources folders of runs; of equal runs that of the first counts
   * @param into a folder of runs, or a new one
   * @param expectations says what a run leaves
   * @throws BadInputException if a folder is not what it should be, a run is damaged or at work,
   *     two of one cell are different, or seeds that would be averaged have different settings
   * @throws org.planetbench.results.run.file.MalformedFileException if a run can't be read, or is
   *     not as it was certified
   */
  public static Merge plan(List<Path> sources, Path into, Expectation.Source expectations)
      throws IOException {
    requireTarget(into);
    Map<String, List<FoundRun>> byCell = new TreeMap<>();
    for (Path source : sources) {
      requireApart(source, into);
      for (FoundRun run : FoundRun.of(source)) {
        byCell.computeIfAbsent(run.record().cell(), _ -> new ArrayList<>()).add(run);
      }
    }
    Map<String, FoundRun> there = new TreeMap<>();
    for (FoundRun run : Files.isDirectory(into) ? FoundRun.in(into) : List.<FoundRun>of()) {
      there.put(run.record().cell(), run);
      byCell.computeIfAbsent(run.record().cell(), _ -> new ArrayList<>());
    }
    List<MergedCell> cells = new ArrayList<>();
    List<String> parted = new ArrayList<>();
    for (Map.Entry<String, List<FoundRun>> cell : byCell.entrySet()) {
      Optional<FoundRun> own = Optional.ofNullable(there.get(cell.getKey()));
      for (FoundRun run : Stream.concat(own.stream(), cell.getValue().stream()).toList()) {
        if (run.isFinished()) {
          run.requireWhole(expectations);
        }
      }
      cells.add(MergedCell.of(own, cell.getValue(), parted));
    }
    requireNone(parted);
    for (MergedCell cell : cells) {
      requireCopyable(cell, Optional.ofNullable(there.get(cell.id())), expectations);
    }
    requireAlike(cells, expectations);
    return new Merge(into, sources, cells);
  }

  /** What becomes of each cell, by name; also of those that only the target has. */
  public List<MergedCell> cells() {
    return cells;
  }

  /** The cells whose run is copied. */
  public List<MergedCell> taken() {
    return cells.stream().filter(cell -> !cell.isThere()).toList();
  }

  /**
   * Copies what is not there yet. Killed in the middle, it leaves the target as it was, or with
   * some of the runs, all of them whole: the same call goes on.
   *
   * @param commit of this program, for the target's record of the merge
   * @throws BadInputException if it can't be written
   */
  public void carryOut(String commit, Expectation.Source expectations) throws IOException {
    if (!taken().isEmpty()) {
      new MergeTarget(into).take(taken(), sources, commit, expectations);
    }
  }

  private static void requireTarget(Path into) throws IOException {
    if (RunFolder.at(into).hasRecord()) {
      throw new BadInputException(
          "--into: expected a folder of runs or a new one, got %s, which is that of one run"
              .formatted(into));
    }
    if (!Files.exists(into)) {
      return;
    }
    if (!Files.isDirectory(into)) {
      throw new BadInputException("--into: expected a folder, got the file " + into);
    }
    try (Stream<Path> entries = Files.list(into)) {
      List<Path> others = entries.filter(entry -> !MergeTarget.isOwn(entry)).toList();
      if (!others.isEmpty()
          && Files.notExists(into.resolve(SuiteFolder.FILE))
          && RunFolder.list(into).isEmpty()) {
        throw new BadInputException(
            "--into: expected a folder of runs or a new one, got %s, which holds %s"
                .formatted(into, others.getFirst().getFileName()));
      }
    }
  }

  private static void requireApart(Path source, Path into) throws IOException {
    if (!Files.isDirectory(source)) {
      throw new BadInputException(source + ": expected a folder of runs, got none");
    }
    Path from = source.toRealPath();
    Path to = real(into);
    if (to.startsWith(from) || from.startsWith(to)) {
      throw new BadInputException(
          "--into: expected a folder apart from the others, got %s, and %s holds it or lies in it"
              .formatted(into, source));
    }
  }

  /** By one name, through whatever links it is or will be reached. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    Path parent = absolute.getParent();
    return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
  }

  private static void requireNone(List<String> parted) {
    if (!parted.isEmpty()) {
      throw new BadInputException(
          "%s%s; leave one of the two out"
              .formatted(
                  parted.getFirst(),
                  parted.size() > 1 ? " (and %d more pairs)".formatted(parted.size() - 1) : ""));
    }
  }

  /** Neither what is copied nor what is replaced may change meanwhile. */
  private static void requireCopyable(
      MergedCell cell, Optional<FoundRun> own, Expectation.Source expectations) throws IOException {
    if (cell.isThere()) {
      return;
    }
    if (own.isPresent()) {
      own.get().requireIdle();
    }
    if (!cell.kept().isFinished()) {
      cell.kept().requireIdle();
      cell.kept().requireWhole(expectations);
    }
  }

  /** Seeds of one task and variant are averaged: they have to be seeds of one thing. */
  private static void requireAlike(List<MergedCell> cells, Expectation.Source expectations) {
    record Averaged(String task, String variant, String recipe) {}
    Map<Averaged, FoundRun> firsts = new LinkedHashMap<>();
    for (MergedCell cell : cells) {
      FoundRun run = cell.kept();
      if (!run.isFinished() && cell.isThere()) {
        continue; // it is none of the merge's, and may be at work
      }
      RunRecord record = run.record();
      Averaged key = new Averaged(record.task(), record.variant(), record.recipe());
      FoundRun first = firsts.computeIfAbsent(key, _ -> run);
      requireAlike(first, settings(first, expectations), run, settings(run, expectations));
    }
  }

  /** A setting that only one has is another, too: the reference backend is not recorded. */
  private static void requireAlike(
      FoundRun first,
      SequencedMap<String, String> expected,
      FoundRun run,
      SequencedMap<String, String> got) {
    SequencedSet<String> names = new LinkedHashSet<>(expected.sequencedKeySet());
    names.addAll(got.sequencedKeySet());
    names.removeAll(RunRecord.OF_ONE_RUN);
    for (String name : names) {
      String value = expected.getOrDefault(name, NONE);
      String other = got.getOrDefault(name, NONE);
      if (!other.equals(value)) {
        throw new BadInputException(
            "%s: expected %s = %s as in %s, since reports average the two, got %s; merge them into another folder"
                .formatted(run.folder(), name, value, first.folder(), other));
      }
    }
  }

  private static SequencedMap<String, String> settings(
      FoundRun run, Expectation.Source expectations) {
    return Migration.settings(run.record(), expectations.of(run.record()).settings());
  }
}
