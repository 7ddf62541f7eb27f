package org.planetbench.harness.submit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.run.CellFile;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.UnwritableFileException;
import org.planetbench.results.status.CellStatus;
import org.planetbench.results.status.SuiteStatus;

/**
 * Cells that are handed to a scheduler together, frozen: {@code submissions/3/} of a folder of runs
 * holds the input of each cell by its index, and {@code submission.json} says what was chosen and
 * which program runs it. Nothing that is edited afterwards changes it.
 *
 * @param runs absolute
 * @param folder of the submission, absolute
 * @param home the checkout that has libmujoco and the models
 */
public record Submission(Path runs, Path folder, Path home, List<CellSpec> cells) {
  static final String FOLDER = "submissions";

  /** In {@code submission.json}, of the cells that are tried again: when each had failed. */
  static final String FAILED_AT = "failed_at";

  private static final String CELLS = "cells";
  private static final String PROGRAMS = "programs";

  public Submission {
    cells = List.copyOf(cells);
  }

  /** As it would be frozen now. Nothing is written. */
  public static Submission planned(Path runs, List<CellSpec> cells) throws IOException {
    Path absolute = runs.toAbsolutePath().normalize();
    Path all = absolute.resolve(FOLDER);
    int number = 1;
    while (Files.exists(all.resolve(Integer.toString(number)))) {
      number++;
    }
    return new Submission(
        absolute, all.resolve(Integer.toString(number)), Checkout.ofThisProgram().home(), cells);
  }

  /** Where copies of programs are, of all submissions. */
  Path programs() {
    return folder.resolveSibling(PROGRAMS);
  }

  /** Whether a file is one of a copied program: {@code submissions/programs/BUILD/FILE}. */
  static boolean isOfAProgram(Path file) {
    return file.resolve("../..").normalize().endsWith(Path.of(FOLDER, PROGRAMS));
  }

  /** Its folder's name. */
  String number() {
    return String.valueOf(folder.getFileName());
  }

  /** What says what was submitted, in a submission's folder. */
  static Path file(Path folder) {
    return folder.resolve("submission.json");
  }

  /** The inputs, {@code 0.json} and so on. */
  Path cellInputs() {
    return folder.resolve(CELLS);
  }

  /** What the cells' jobs print. */
  Path log() {
    return folder.resolve("log");
  }

  /**
   * Writes it, and submits it: both, or neither.
   *
   * @return how the scheduler calls the jobs, the report's last
   * @throws BadInputException if another call has just made one of this number
   * @throws UnwritableFileException if the place refuses it
   */
  public List<String> submit(Handover handover) throws IOException, InterruptedException {
    AtomicFile.createFolder(folder.resolveSibling(""));
    begin();
    List<CellFile> announced = new ArrayList<>();
    try {
      freeze(handover, announced);
      return handover.submit();
    } catch (IOException | RuntimeException | InterruptedException e) {
      for (CellFile cell : announced) {
        cell.retract();
      }
      AtomicFile.deleteFolder(folder);
      throw e;
    }
  }

  private void begin() throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      throw new BadInputException(
          folder + ": another call submits just now; wait for it, then submit what is left", e);
    } catch (IOException e) {
      throw new UnwritableFileException(folder, e);
    }
  }

  private void freeze(Handover handover, List<CellFile> announced) throws IOException {
    AtomicFile.createFolder(log());
    handover.keepProgram();
    AtomicFile.createFolder(cellInputs());
    for (int index = 0; index < cells.size(); index++) {
      CellFile.keep(cellInputs().resolve(index + ".json"), cells.get(index));
      CellFile.announce(runs, cells.get(index)).ifPresent(announced::add);
    }
    for (Map.Entry<String, String> file : handover.files().entrySet()) {
      AtomicFile.write(folder.resolve(file.getKey()), file.getValue());
    }
    JsonFile.write(file(folder), json(handover));
  }

  /** How many cells there are, and where they are kept, for people. */
  String description() {
    return "%d cells, frozen in %s".formatted(cells.size(), folder);
  }

  /** Each cell by its index, a line each. */
  String listed() {
    return IntStream.range(0, cells.size())
        .mapToObj(index -> "  %d  %s%n".formatted(index, cells.get(index).cell().id()))
        .collect(Collectors.joining());
  }

  private ObjectNode json(Handover handover) throws IOException {
    ObjectNode json = JsonFile.object();
    json.put("schema_version", RunRecord.SCHEMA_VERSION);
    json.put("submitted_at", Instant.now().toString());
    json.put("commit", cells.getFirst().commit());
    handover.program().forEach(json::put);
    List<String> ids = cells.stream().map(cell -> cell.cell().id()).toList();
    ArrayNode listed = json.putArray("cells");
    ids.forEach(listed::add);
    ObjectNode failedAt = json.putObject(FAILED_AT);
    for (CellStatus cell : SuiteStatus.of(runs, ids).cells()) {
      if (cell.state() == CellStatus.State.FAILED) {
        cell.since().ifPresent(when -> failedAt.put(cell.cell(), when.toString()));
      }
    }
    return json;
  }
}
