package org.planetbench.harness.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.UUID;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.Migration;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * A folder of runs that belong together. {@code suite.json} gives them an id, so that they are
 * found together in MLflow however often they were interrupted.
 */
public final class SuiteFolder {
  private static final int LOOKS = 10;
  private static final long BETWEEN_LOOKS_MS = 100;

  /** In each folder of runs: what its cells share. */
  public static final String FILE = "suite.json";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path path;
  private final String id;
  private final boolean older;

  private SuiteFolder(Path path, String id, boolean older) {
    this.path = path;
    this.id = id;
    this.older = older;
  }

  /**
   * The folder as it is, or as {@link #create} will make it. Nothing is written.
   *
   * @throws BadInputException if it holds something else, or can't be made
   */
  public static SuiteFolder at(Path path, Profile profile) throws IOException {
    if (Files.exists(path.resolve(FILE))) {
      return existing(path);
    }
    requireFolder(path);
    return new SuiteFolder(path, newId(profile), false);
  }

  /** With some random digits, since another folder may be begun in the same second. */
  private static String newId(Profile profile) {
    return String.join(
        "-",
        profile.name().replace("'", ""), // MLflow's filters have no way to write it
        STAMP.format(Instant.now()),
        UUID.randomUUID().toString().substring(0, 4));
  }

  private static void requireFolder(Path path) throws IOException {
    try {
      AtomicFile.requireFolder(path);
    } catch (UnwritableFileException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The folder that a cell's file lies in. */
  public static SuiteFolder of(CellFile cell) throws IOException {
    return Files.exists(cell.runs().resolve(FILE))
        ? existing(cell.runs())
        : new SuiteFolder(cell.runs(), cell.spec().suiteId(), false);
  }

  private static SuiteFolder existing(Path path) throws IOException {
    Path file = path.resolve(FILE);
    ObjectNode suite = suite(file);
    String id = suite.path("suite_id").asText();
    if (id.isEmpty()) {
      throw new BadInputException(file + ": suite_id: expected a text, got nothing");
    }
    int version = suite.path("schema_version").asInt(1);
    return new SuiteFolder(path, id, version < RunRecord.SCHEMA_VERSION);
  }

  private static ObjectNode suite(Path file) throws IOException {
    try {
      return SchemaVersion.read(file);
    } catch (MalformedFileException e) {
      throw new BadInputException(
          e.getMessage() + "; restore the file, or delete it: the next run makes one", e);
    }
  }

  /**
   * Makes it where it is new.
   *
   * @return the folder as it is now: of several calls that make it at once, one gives it its id
   * @throws BadInputException if the place refuses it
   * @throws UnwritableFileException if something ran out there, such as space
   */
  public SuiteFolder create() throws IOException {
    Path file = path.resolve(FILE);
    try {
      AtomicFile.requireFolder(path);
      AtomicFile.createFolder(path);
      if (!Files.exists(file)) {
        ObjectNode suite = JsonFile.object();
        suite.put("schema_version", RunRecord.SCHEMA_VERSION);
        suite.put("suite_id", id);
        JsonFile.create(file, suite);
      }
    } catch (UnwritableFileException e) {
      if (e.isRefused()) {
        throw new BadInputException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
    return existing(path);
  }

  /** A new folder for runs that nobody looks for: it gets no file of its own. */
  public static SuiteFolder temporary(Path prefix, String id) throws IOException {
    Path parent = prefix.toAbsolutePath().getParent();
    try {
      return new SuiteFolder(
          Files.createTempDirectory(parent, prefix.getFileName() + "-"), id, false);
    } catch (IOException e) {
      throw new BadInputException(
          String.valueOf(new UnwritableFileException(prefix, e).getMessage()), e);
    }
  }

  public Path path() {
    return path;
  }

  public String id() {
    return id;
  }

  /** The run of a cell; it may not exist yet. */
  public RunFolder folder(Cell cell) {
    return RunFolder.at(path.resolve(cell.id()));
  }

  public List<RunFolder> folders(List<Cell> cells) {
    return cells.stream().map(this::folder).toList();
  }

  /**
   * Who else runs a cell of this folder now, if anybody does.
   *
   * @param cells that are looked at also where they have no record yet, as one that just began
   */
  public Optional<String> otherRunner(List<Cell> cells) throws IOException, InterruptedException {
    List<RunFolder> all = new ArrayList<>(RunFolder.list(path));
    all.addAll(folders(cells));
    for (RunFolder folder : all) {
      Optional<String> runner = runnerForLong(folder);
      if (runner.isPresent()) {
        return runner;
      }
    }
    return Optional.empty();
  }

  /** Who publishes a run, or closes its record, has it for moments. */
  static Optional<String> runnerForLong(RunFolder folder) throws IOException, InterruptedException {
    Optional<String> runner = folder.runner();
    for (int look = 1; runner.isPresent() && look < LOOKS; look++) {
      Thread.sleep(BETWEEN_LOOKS_MS);
      runner = folder.runner();
    }
    return runner;
  }

  /** What is to be done. */
  public record Plan(List<CellSpec> todo, List<Cell> finished, List<Cell> resumed) {}

  /**
   * Sorts cells into those that are to run and those that are finished.
   *
   * @param threads of each new cell, at least 1
   * @throws BadInputException for names that do not exist, values out of range, or a folder that
   *     holds a run with other settings or of an earlier schema: before anything was started
   */
  public Plan plan(Profile profile, List<Cell> cells, int threads, String commit)
      throws IOException {
    return plan(cells.stream().map(cell -> profile.spec(cell, id, threads, commit)).toList());
  }

  /** The same with cells of which all is known. */
  public Plan plan(List<CellSpec> specs) throws IOException {
    List<CellSpec> todo = new ArrayList<>();
    List<Cell> finished = new ArrayList<>();
    List<Cell> resumed = new ArrayList<>();
    for (CellSpec spec : specs) {
      Cell cell = spec.cell();
      CellSetting setting = CellSetting.of(spec);
      RunFolder folder = folder(cell);
      if (!folder.hasRecord()) {
        todo.add(spec);
        continue;
      }
      RunRecord existing = record(folder);
      if (existing.status() == RunStatus.FINISHED) {
        requireSame(folder, existing, setting);
        finished.add(cell);
      } else {
        requireResumable(folder, existing);
        requireSame(folder, existing, setting);
        todo.add(spec.withThreads(threadsOf(existing, spec.threads())));
        resumed.add(cell);
      }
    }
    if (older && todo.size() > resumed.size()) {
      requireNoOlderRun();
    }
    return new Plan(todo, finished, resumed);
  }

  private RunRecord record(RunFolder folder) throws IOException {
    try {
      return folder.readRecord();
    } catch (MalformedFileException e) {
      throw new BadInputException(
          "%s; bench verify --runs %s names all that is wrong".formatted(e.getMessage(), path), e);
    }
  }

  /** Runs that start their evaluations otherwise are not averaged, here and in MLflow. */
  private void requireNoOlderRun() throws IOException {
    for (RunFolder folder : RunFolder.list(path)) {
      RunRecord run = record(folder);
      EvaluationStarts starts = EvaluationStarts.of(run);
      if (starts != EvaluationStarts.PER_SEED) {
        throw new BadInputException(
            "%s: holds a run with %s = %s, new ones have %s; choose another folder with --runs"
                .formatted(
                    folder, EvaluationStarts.KEY, starts.id(), EvaluationStarts.PER_SEED.id()));
      }
    }
  }

  /** A run of an earlier schema has a beginning that this version would not have recorded so. */
  private static void requireResumable(RunFolder folder, RunRecord existing) {
    if (existing.schemaVersion() < RunRecord.SCHEMA_VERSION) {
      throw new BadInputException(
          "%s: holds an unfinished run of schema_version %d, expected %d; finish it with the planet-bench that began it (commit %s), or delete the folder to start anew"
              .formatted(
                  folder,
                  existing.schemaVersion(),
                  RunRecord.SCHEMA_VERSION,
                  existing.provenance().getOrDefault("commit", "unknown")));
    }
  }

  /** Results depend on how the work was divided: a run keeps the threads that it began with. */
  private static int threadsOf(RunRecord existing, int otherwise) {
    String recorded = existing.settings().getOrDefault("threads", "");
    return recorded.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(recorded) : otherwise;
  }

  /**
   * A run goes on only with the settings it began with. Threads are no reason to refuse: what is
   * asked for divides the machine of the day, and the run keeps its own.
   */
  static void requireSame(RunFolder folder, RunRecord existing, CellSetting setting) {
    SequencedMap<String, String> asked = setting.settings();
    SequencedMap<String, String> before = Migration.settings(existing, asked);
    SequencedSet<String> keys = new LinkedHashSet<>(asked.sequencedKeySet());
    keys.addAll(before.sequencedKeySet());
    keys.remove("threads");
    for (String key : keys) {
      if (!Objects.equals(asked.get(key), before.get(key))) {
        throw new BadInputException(
            "%s: holds a run %s, asked for is %s; choose another folder with --runs, or delete this one"
                .formatted(
                    folder,
                    before.containsKey(key)
                        ? "with %s = %s".formatted(key, before.get(key))
                        : "without " + key,
                    asked.getOrDefault(key, "none")));
      }
    }
  }

  /**
   * Marks runs whose process is gone without a word, killed or crashed, as failed.
   *
   * @param code of the process
   */
  public void closeRecord(Cell cell, int code) throws IOException {
    RunFolder folder = folder(cell);
    Optional<RunClaim> claim = folder.hasRecord() ? folder.claim() : Optional.empty();
    if (claim.isEmpty()) {
      return;
    }
    try (RunClaim held = claim.get()) {
      RunRecord left = folder.readRecord();
      if (left.status() == RunStatus.RUNNING) {
        held.folder()
            .writeRecord(
                left.ended(
                    RunStatus.FAILED,
                    Instant.now(),
                    Optional.of(
                        "the cell's process died (exit code " + code + "); run again to resume")));
      }
    }
  }
}
