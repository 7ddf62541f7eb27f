package org.planetbench.harness.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.status.CellStatus;
import org.planetbench.results.status.SuiteStatus;

/**
 * The cells of a submission, for who looks on.
 *
 * @param runs the folder of runs that it is in
 * @param commit of the program that is to run them
 * @param failedAt of each cell, when it had failed that is tried again, as its record says; of the
 *     others an empty text
 */
public record SubmittedCells(Path runs, String commit, SequencedMap<String, String> failedAt) {
  public SubmittedCells {
    failedAt = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(failedAt));
  }

  /**
   * @param number the name of the submission's folder
   * @throws MalformedFileException if there is no such submission, or its file is damaged
   */
  public static SubmittedCells read(Path runs, int number) throws IOException {
    Path file = Submission.file(runs.resolve(Submission.FOLDER).resolve(Integer.toString(number)));
    ObjectNode json = SchemaVersion.read(file);
    SequencedMap<String, String> failedAt = new LinkedHashMap<>();
    for (JsonNode cell : json.path("cells")) {
      failedAt.put(cell.asText(), json.path(Submission.FAILED_AT).path(cell.asText()).asText());
    }
    if (failedAt.isEmpty()) {
      throw MalformedFileException.in(file, "cells: expected at least one, got none");
    }
    return new SubmittedCells(runs, json.path("commit").asText(), failedAt);
  }

  /** How far they are: one that had failed before waits, until it is tried again. */
  public SuiteStatus status() throws IOException {
    SuiteStatus now = SuiteStatus.of(runs, List.copyOf(failedAt.keySet()));
    return new SuiteStatus(
        now.cells().stream().map(cell -> failedBefore(cell) ? waiting(cell) : cell).toList());
  }

  /** By what its record said then and says now: the clocks of two machines may differ. */
  private boolean failedBefore(CellStatus cell) {
    String before = failedAt.getOrDefault(cell.cell(), "");
    return cell.state() == CellStatus.State.FAILED
        && cell.since().map(Instant::toString).filter(before::equals).isPresent();
  }

  private static CellStatus waiting(CellStatus cell) {
    return new CellStatus(
        cell.cell(),
        CellStatus.State.WAITING,
        Optional.empty(),
        Optional.empty(),
        cell.progress(),
        cell.ranSeconds(),
        cell.note());
  }
}
