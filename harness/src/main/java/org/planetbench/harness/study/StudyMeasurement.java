package org.planetbench.harness.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.planetbench.harness.run.CellJvm;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.run.Heap;
import org.planetbench.harness.run.OwnedProcess;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * What a study measures of one run, or a part of it, in a process like the run's own, and kept in a
 * file beside the study's page: it is measured once.
 *
 * @param file of the values; named by the end of the run's certificate, and of those of other runs
 *     that are needed, so that one whose bits are others is measured anew, and one that was made
 *     again is not; and by the study's revision
 */
public record StudyMeasurement(Study study, RunFolder run, String part, Path file) {
  /** The hidden command of the program that is such a process. */
  public static final String COMMAND = "study-cell";

  private static final String FOLDER = "measured";

  /**
   * All parts of a run; the pilot, which is younger than other measurements, only where it was
   * measured or can be.
   *
   * @param page the folder of the study's page
   */
  public static List<StudyMeasurement> of(Study study, Path page, RunFolder run, RunRecord record)
      throws IOException {
    List<StudyMeasurement> all = new ArrayList<>();
    if (Pilot.isOf(study, record.variant())) {
      StudyMeasurement pilot = of(study, page, run, record, Pilot.PART);
      if (Files.isDirectory(run.checkpoint()) || pilot.isDone()) {
        all.add(pilot);
      }
    }
    for (String part : study.parts(record.variant())) {
      all.add(of(study, page, run, record, part));
    }
    return List.copyOf(all);
  }

  private static StudyMeasurement of(
      Study study, Path page, RunFolder run, RunRecord record, String part) throws IOException {
    StringBuilder bits = new StringBuilder(brief(record));
    for (RunFolder other : study.others(new Siblings(run, record), part)) {
      bits.append('+').append(brief(other.readRecord()));
    }
    String file = fileName(study, run.cell(), bits.toString(), part);
    return new StudyMeasurement(study, run, part, page.resolve(FOLDER).resolve(file));
  }

  private static String brief(RunRecord record) {
    return record.certificate().map(head -> head.brief()).orElse(record.runKey());
  }

  /** The first revision is not in it: its files are older than revisions. */
  static String fileName(Study study, String cell, String bits, String part) {
    boolean isFirst = study.revision() == 1 || part.equals(Pilot.PART); // which no study revises
    String revision = isFirst ? "" : "-r" + study.revision();
    return cell + "-" + bits + revision + "-" + part + ".csv";
  }

  /** For people. */
  public String title() {
    return run.cell() + ", " + part;
  }

  public boolean isDone() {
    return Files.exists(file);
  }

  /** Measures in a process of its own; a shutdown meanwhile stops it. */
  public ExitCode runElsewhere(String commit) throws IOException, InterruptedException {
    CellSetting setting = FrozenCell.setting(run, commit);
    ProcessBuilder builder =
        CellJvm.builder(
                setting.spec().threads(),
                Heap.ofEnvironment().orElseGet(() -> Heap.needed(setting)),
                List.of(COMMAND, study.name(), run.path().toString(), part, file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try (OwnedProcess owned = OwnedProcess.start(builder)) {
      return ExitCode.ofCell(owned.process().waitFor());
    }
  }

  /** Measures here. */
  public void runHere(String commit) throws IOException {
    AtomicFile.createFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    try (FrozenCell cell = FrozenCell.open(run, commit)) {
      List<StudyValue> values =
          part.equals(Pilot.PART) ? Pilot.measure(cell) : study.measure(cell, part);
      if (!values.isEmpty()) { // what needs a run that is not there yet is measured another time
        StudyValue.TABLE.write(file, values);
      }
    }
  }

  /**
   * Empty before it was measured.
   *
   * @throws MalformedFileException naming file and line, if somebody changed it
   */
  public List<StudyValue> values() throws IOException {
    return isDone() ? StudyValue.TABLE.read(file) : List.of();
  }
}
