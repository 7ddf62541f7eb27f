package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.results.run.file.MalformedFileException;

final class CellFileTest {
  @TempDir Path runs;

  private static CellSpec spec() {
    Profile profile =
        ExperimentMatrix.change(
            Profiles.load("smoke"), List.of(), List.of(), List.of(), Map.of("planner", "mppi"));
    return profile.spec(profile.cells().getFirst(), "smoke-1", 1, "abc");
  }

  private static String complaint(Path file) {
    return String.valueOf(
        assertThrows(BadInputException.class, () -> CellFile.read(file)).getMessage());
  }

  @Test
  void saysAllThatDecidesTheRun() throws IOException {
    CellFile written = CellFile.write(runs, spec());
    assertEquals(runs.resolve("cartpole_balance-rssm-s1/cell.json"), written.path());
    assertEquals(written, CellFile.read(written.path()));
  }

  @Test
  void tellsItsFolderOfRunsFromARelativePath() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path file = here.relativize(CellFile.write(runs.toRealPath(), spec()).path());
    assertEquals(here.relativize(runs.toRealPath()), CellFile.read(file).runs());
  }

  /** As {@code ./cell.json} in the run's folder does. */
  @Test
  void mayBeNamedByAPathThatGoesRoundAbout() throws IOException {
    Path file = CellFile.write(runs, spec()).path();
    for (String way : List.of("./cell.json", "../cartpole_balance-rssm-s1/./cell.json")) {
      assertEquals(runs, CellFile.read(file.resolveSibling(way)).runs(), way);
    }
  }

  /** It would run the cell into a folder that nobody looks for. */
  @Test
  void isRefusedInAnotherCellsFolder() throws IOException {
    Path file = CellFile.write(runs, spec()).path();
    Path other = Files.createDirectory(runs.resolve("cartpole_balance-rssm-s2"));
    Path moved = Files.move(file, other.resolve("cell.json"));
    assertEquals(
        moved
            + ": expected it in a folder of the cell's name, cartpole_balance-rssm-s1, got another; move it there, or say --runs",
        complaint(moved));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "recipe" : "tiny"  | "recipe" : null         | recipe
          "threads" : 1,     |                         | threads
          "threads" : 1      | "threads" : "many"      | threads
          "variant" : "rssm" | "variant" : "RSSM"      | a variant has only
          "seed" : 1         | "seed" : 1, "sed" : 2   | unknown key 'sed'
          """)
  void isRefusedIfAValueIsMissingOrWrong(String before, String after, String said)
      throws IOException {
    Path file = CellFile.write(runs, spec()).path();
    String text = Files.readString(file).replace("\": ", "\" : ");
    assertTrue(text.contains(before), text);
    Files.writeString(file, text.replace(before, after == null ? "" : after));
    String complaint = complaint(file);
    assertTrue(complaint.startsWith(file + ": ") && complaint.contains(said), complaint);
  }

  @Test
  void isRefusedIfANewerPlanetBenchWroteIt() throws IOException {
    Path file = CellFile.write(runs, spec()).path();
    Files.writeString(
        file,
        Files.readString(file).replaceFirst("\"schema_version\": \\d+", "\"schema_version\": 99"));
    String message =
        String.valueOf(
            assertThrows(MalformedFileException.class, () -> CellFile.read(file)).getMessage());
    assertTrue(message.contains("a newer planet-bench wrote it"), message);
  }

  @Test
  void isAskedForWhereThereIsNone() {
    assertTrue(complaint(runs.resolve("x/cell.json")).endsWith("but it is missing"));
  }
}
