package org.planetbench.harness.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * A cell's input: {@code cell.json} in the folder of its run, with everything that decides the run.
 * Whoever starts the cell, on whatever node, needs no more than this file.
 *
 * @param runs the folder that the run's is in
 */
public record CellFile(Path runs, CellSpec spec) {
  private static final String VERSION = "schema_version";
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /** Makes the run's folder, and the file in it. */
  static CellFile write(Path runs, CellSpec spec) throws IOException {
    CellFile cell = new CellFile(runs, spec);
    AtomicFile.createFolder(cell.folder().path());
    keep(cell.path(), spec);
    return cell;
  }

  /**
   * The same unless it is there, so that those who look on see that the cell waits.
   *
   * @return what this call has written
   */
  public static Optional<CellFile> announce(Path runs, CellSpec spec) throws IOException {
    return Files.notExists(new CellFile(runs, spec).path())
        ? Optional.of(write(runs, spec))
        : Optional.empty();
  }

  /** Takes back what was announced, unless somebody has begun with it. */
  public void retract() throws IOException {
    Path run = folder().path();
    try (Stream<Path> files = Files.list(run)) {
      if (!files.toList().equals(List.of(path()))) {
        return;
      }
    }
    AtomicFile.deleteFolder(run);
  }

  /** The file alone, in another place. */
  public static void keep(Path file, CellSpec spec) throws IOException {
    ObjectNode content = JsonFile.object();
    content.put(VERSION, RunRecord.SCHEMA_VERSION);
    content.setAll((ObjectNode) MAPPER.valueToTree(spec));
    JsonFile.write(file, content);
  }

  /**
   * A file in the folder of the cell's run.
   *
   * @throws BadInputException if it is no cell's input, or lies in another cell's folder
   * @throws MalformedFileException if it is no JSON, or a newer planet-bench wrote it
   */
  public static CellFile read(Path file) throws IOException {
    CellSpec spec = spec(file);
    String cell = spec.cell().id();
    Path given = file.normalize();
    Path path = isIn(cell, given) ? given : file.toAbsolutePath().normalize();
    if (!isIn(cell, path)) {
      throw new BadInputException(
          "%s: expected it in a folder of the cell's name, %s, got another; move it there, or say --runs"
              .formatted(file, cell));
    }
    Path folder = Objects.requireNonNull(path.getParent());
    return new CellFile(Objects.requireNonNull(folder.getParent()), spec);
  }

  /** Whether the file's folder has the name, and the path also names the folder around that. */
  private static boolean isIn(String folder, Path file) {
    int names = file.getNameCount();
    return names > 2 && file.getName(names - 2).toString().equals(folder);
  }

  /** A file wherever it is, for a run below {@code runs}. */
  public static CellFile read(Path file, Path runs) throws IOException {
    return new CellFile(runs, spec(file));
  }

  private static CellSpec spec(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new BadInputException(
          file + ": expected a cell's file, such as runs/quick/CELL/cell.json, but it is missing");
    }
    ObjectNode content = SchemaVersion.read(file);
    content.remove(VERSION);
    try {
      return MAPPER.treeToValue(content, CellSpec.class);
    } catch (JsonProcessingException e) {
      throw BadInputException.of(file.toString(), e);
    }
  }

  public Path path() {
    return folder().file(RunFolder.INPUT);
  }

  /** The folder of the cell's run. */
  RunFolder folder() {
    return RunFolder.at(runs.resolve(spec.cell().id()));
  }
}
