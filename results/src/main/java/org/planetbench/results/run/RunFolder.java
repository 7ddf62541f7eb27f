package org.planetbench.results.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.MalformedFileException;

/** The folder {@code runs/<cell id>/} of one run: where its files are, and its record. */
public final class RunFolder {
  public static final String RECORD = "run.json";

  /** What its cell was started with: there before the record is. */
  public static final String INPUT = "cell.json";

  /** How far it is, for who looks on. */
  public static final String PROGRESS = "progress.json";

  /** What its processes say. */
  public static final String LOG = "cell.log";

  private static final long BETWEEN_TRIES_MS = 20;

  private static final Comparator<RunFolder> BY_NAME = Comparator.comparing(RunFolder::cell);

  private final Path path;
  private final Path named;

  private RunFolder(Path path, Path named) {
    this.path = path;
    this.named = named;
  }

  /** A folder that may not exist yet. */
  public static RunFolder at(Path path) {
    return new RunFolder(path, path);
  }

  /** The folder {@code run}, by another path that leads there. */
  static RunFolder through(Path path, Path run) {
    return new RunFolder(path, run);
  }

  /** Makes the folder of {@code cell} under {@code runs}, or takes the one that is there. */
  public static RunFolder create(Path runs, String cell) throws IOException {
    Path path = runs.resolve(cell);
    AtomicFile.createFolder(path);
    return at(path);
  }

  /**
   * All folders under {@code runs} with a record, ordered by name.
   *
   * @throws MalformedFileException if there is no folder {@code runs}
   */
  public static List<RunFolder> list(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      throw MalformedFileException.in(runs, "expected a folder of runs; `bench run` makes one");
    }
    try (Stream<Path> paths = Files.list(runs)) {
      return paths.map(RunFolder::at).filter(RunFolder::hasRecord).sorted(BY_NAME).toList();
    }
  }

  public Path path() {
    return path;
  }

  /** The cell's id: the folder's own name. */
  public String cell() {
    return String.valueOf(named.toAbsolutePath().normalize().getFileName());
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  public Path media() {
    return file("media");
  }

  public Path checkpoint() {
    return file("checkpoint");
  }

  /**
   * Whether there is a record, or something in its place, or perhaps one behind a permission that
   * is lacking: whatever {@link #readRecord} has an opinion of.
   */
  public boolean hasRecord() {
    return Files.isDirectory(path) && !Files.notExists(file(RECORD));
  }

  /**
   * @throws MalformedFileException if {@code run.json} is missing, truncated, of a newer schema, or
   *     has keys that this version doesn't know
   */
  public RunRecord readRecord() throws IOException {
    RunRecord run = RunRecordJson.read(file(RECORD));
    if (!run.cell().equals(cell())) {
      throw MalformedFileException.in(
          file(RECORD),
          "cell: expected the folder's name '" + cell() + "', got '" + run.cell() + "'");
    }
    return run;
  }

  /** Everything that keeps {@link #readRecord} from reading; empty if nothing does. */
  public List<MalformedFileException> recordProblems() throws IOException {
    List<MalformedFileException> problems = RunRecordJson.problems(file(RECORD));
    if (!problems.isEmpty()) {
      return problems;
    }
    try {
      readRecord();
      return List.of();
    } catch (MalformedFileException e) {
      return List.of(e);
    }
  }

  /** Replaces {@code run.json}, whole or not at all. Only the lock's holder may. */
  public void writeRecord(RunRecord run) throws IOException {
    if (!run.cell().equals(cell())) {
      throw new IllegalArgumentException(
          "the record of " + run.cell() + " does not belong into " + path);
    }
    RunRecordJson.write(file(RECORD), run);
  }

  /**
   * The right to run this cell; empty if another process, or another part of this one, has it. It
   * ends when closed, and when its process is known to be dead.
   */
  public Optional<RunClaim> claim() throws IOException {
    return claims().take();
  }

  /**
   * The same, but waits a while: a publisher, or who closes a record, has it for moments. However
   * long a try takes on a busy disk, it is given up only while somebody has the run.
   */
  public Optional<RunClaim> claim(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<RunClaim> claim = claim();
    while (claim.isEmpty() && (System.nanoTime() < deadline || runner().isEmpty())) {
      Thread.sleep(BETWEEN_TRIES_MS);
      claim = claim();
    }
    return claim;
  }

  /** Who claims this cell, whether it may live or not; empty if nobody does. */
  public Optional<Claimant> claimant() throws IOException {
    return claims().look();
  }

  private ClaimFolder claims() {
    return new ClaimFolder(path, Owner.here(), ClaimFolder.STALE);
  }

  /** Who runs this cell now, for messages: {@code process 123 on host n7}. */
  public Optional<String> runner() throws IOException {
    return claimant().filter(claimant -> claimant.standing().mayLive()).map(Claimant::toString);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
