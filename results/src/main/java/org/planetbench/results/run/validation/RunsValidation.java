package org.planetbench.results.run.validation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.InputFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * Looks through a folder of runs, made by an older version, copied, edited or cut short, and names
 * everything that is wrong, in one pass. It only reads.
 */
public final class RunsValidation {
  /** Says of a folder of runs that were merged where each comes from. */
  public static final String MERGED = "merged.json";

  private static final String SUITE = "suite.json";
  private static final Set<String> KNOWN =
      Set.of(SUITE, MERGED, "report", "submissions", ".merge", ".merge.lock");

  private final Path runs;
  private final Expectation.Source source;
  private final Findings findings;

  private RunsValidation(Path runs, Expectation.Source source) {
    this.runs = runs;
    this.source = source;
    this.findings = new Findings(runs);
  }

  /**
   * Looks through {@code runs}.
   *
   * @param source says what a run of these settings leaves
   * @throws MalformedFileException if there is no such folder
   */
  public static Validation of(Path runs, Expectation.Source source) throws IOException {
    return new RunsValidation(runs, source).all();
  }

  /** Looks through the folder of one run, by itself. */
  public static Validation of(RunFolder folder, Expectation.Source source) {
    Findings findings = new Findings(folder.path());
    findings.looking(
        folder.path(), () -> new RunValidation(folder, Optional.empty(), source, findings).all());
    return findings.validation(1);
  }

  private Validation all() throws IOException {
    List<RunFolder> folders = RunFolder.list(runs);
    Optional<String> suiteId = suiteId();
    for (RunFolder folder : folders) {
      findings.looking(
          folder.path(), () -> new RunValidation(folder, suiteId, source, findings).all());
    }
    lookForOthers(folders);
    if (folders.isEmpty()) {
      findings.error(runs, "expected folders of runs, each with a run.json, got none");
    }
    return findings.validation(folders.size());
  }

  private Optional<String> suiteId() {
    Path file = runs.resolve(SUITE);
    if (!Files.exists(file)) {
      findings.note(file, "missing; the next bench run here makes one, with a new suite_id");
      return Optional.empty();
    }
    try {
      ObjectNode suite = SchemaVersion.read(file);
      String id = suite.path("suite_id").asText();
      if (id.isEmpty()) {
        findings.error(file, "suite_id: expected a text, got " + suite.path("suite_id"));
      }
      return Optional.of(id);
    } catch (MalformedFileException e) {
      findings.error(e);
    } catch (IOException e) {
      findings.error(file, "cannot be read: " + InputFile.reason(e));
    }
    return Optional.empty();
  }

  /** What {@code bench verify --replay} leaves to look at begins with {@code .replay-}. */
  private static boolean isKnown(String name) {
    return KNOWN.contains(name) || name.startsWith(".replay-");
  }

  private void lookForOthers(List<RunFolder> folders) throws IOException {
    List<Path> known = folders.stream().map(RunFolder::path).toList();
    try (Stream<Path> entries = Files.list(runs)) {
      entries
          .filter(entry -> !known.contains(entry))
          .filter(entry -> !isKnown(entry.getFileName().toString()))
          .forEach(
              entry ->
                  findings.note(
                      entry,
                      Files.isDirectory(entry)
                          ? "no run.json in it, so no run: a cell that never began, or another's"
                          : foreign(entry)));
    }
  }

  /** What may be said of a file that no command is known to leave. */
  static String foreign(Path file) {
    if (AtomicFile.isHalfWritten(file)) {
      return "half written, by a process that was killed or is at it; the next one that writes here"
          + " removes it";
    }
    return file.getFileName().toString().endsWith(".tmp")
        ? "half written when the run was killed; replaced when it goes on"
        : "not a file of planet-bench";
  }
}
