package org.planetbench.harness.submit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.run.CellFile;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.JsonFile;

/**
 * Cells that are handed to a scheduler together, frozen: {@code submissions/3/} of a folder of runs
 * holds the input of each cell by its index, and {@code submission.json} says what was chosen and
 * by which build. Nothing that is edited afterwards changes it.
 *
 * @param runs absolute
 * @param folder of the submission, absolute
 * @param home the checkout that has libmujoco and the models
 */
public record Submission(
    Path runs, Path folder, Path home, FrozenProgram program, List<CellSpec> cells) {
  static final String FOLDER = "submissions";

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
        absolute,
        all.resolve(Integer.toString(number)),
        Checkout.ofThisProgram().home(),
        FrozenProgram.planned(all.resolve(PROGRAMS)),
        cells);
  }

  /** The inputs, {@code 0.json} and so on. */
  Path cellInputs() {
    return folder.resolve("cells");
  }

  /** What the cells' jobs print. */
  Path log() {
    return folder.resolve("log");
  }

  /**
   * Writes it.
   *
   * @throws FileAlreadyExistsException if another call has just made one of this number
   */
  public void freeze(Resources resources) throws IOException {
    AtomicFile.createFolder(folder.resolveSibling(""));
    Files.createDirectory(folder);
    AtomicFile.createFolder(log());
    program.copy();
    AtomicFile.createFolder(cellInputs());
    for (int index = 0; index < cells.size(); index++) {
      CellFile.keep(cellInputs().resolve(index + ".json"), cells.get(index));
      CellFile.announce(runs, cells.get(index));
    }
    SlurmArray slurm = new SlurmArray(this, resources);
    AtomicFile.write(folder.resolve(SlurmArray.JAVA_ARGUMENTS), slurm.javaArguments());
    AtomicFile.write(folder.resolve(SlurmArray.SCRIPT), slurm.script());
    AtomicFile.write(folder.resolve(SlurmArray.REPORT), slurm.reportScript());
    JsonFile.write(folder.resolve("submission.json"), description());
  }

  private ObjectNode description() {
    ObjectNode json = JsonFile.object();
    json.put("schema_version", RunRecord.SCHEMA_VERSION);
    json.put("submitted_at", Instant.now().toString());
    json.put("commit", cells.getFirst().commit());
    json.put("build", program.build());
    ArrayNode ids = json.putArray("cells");
    cells.forEach(cell -> ids.add(cell.cell().id()));
    return json;
  }
}
