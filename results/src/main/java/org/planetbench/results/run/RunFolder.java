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

  private static final String LOCK = ".lock";

  private static final Comparator<RunFolder> BY_NAME = Comparator.comparing(RunFolder::cell);

  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /** A folder that may not exist yet. */
  public static RunFolder at(Path path) {
    return new RunFolder(path);
  }

  /** Makes the folder of {@code cell} under {@code runs}, or takes the one that is there. */
  public static RunFolder create(Path runs, String cell) throws IOException {
    Path path = runs.resolve(cell);
    AtomicFile.createFolder(path);
    return new RunFolder(path);
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

  /** The cell's id: the folder's name. */
  public String cell() {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
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
   * ends when closed or when its process dies.
   */
  public Optional<RunLock> tryLock() throws IOException {
    return RunLock.tryAcquire(file(LOCK));
  }

  /** The same, but waits a while: a publisher, or who looks at the lock, has it for moments. */
  public Optional<RunLock> lock(Duration patience) throws IOException, InterruptedException {
    return RunLock.acquire(file(LOCK), patience);
  }

  /** Who runs this cell now, for messages: {@code process 123 on host n7}. */
  public Optional<String> runner() throws IOException {
    return RunLock.isHeld(file(LOCK)) ? Optional.of(lockHolder()) : Optional.empty();
  }

  /** Who has the lock, for messages: {@code process 123 on host n7}. */
  public String lockHolder() {
    return RunLock.holder(file(LOCK));
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
