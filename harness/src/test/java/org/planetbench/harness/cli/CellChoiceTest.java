package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.Profiles;
import picocli.CommandLine;

final class CellChoiceTest {
  private static final String SLURM = "SLURM_ARRAY_TASK_ID";
  private static final String KUBERNETES = "JOB_COMPLETION_INDEX";
  private static final List<Cell> ALL = Profiles.load("smoke").cells();

  @Test
  void aSchedulersIndexChoosesACell() {
    assertEquals(List.of(ALL.get(2)), chosen(Map.of(SLURM, "2")));
    assertEquals(List.of(ALL.get(3)), chosen(Map.of(KUBERNETES, "3", SLURM, "2")));
  }

  @Test
  void anEmptyVariableCountsAsUnset() {
    assertEquals(ALL, chosen(Map.of(SLURM, "", KUBERNETES, " ")));
    assertEquals(List.of(ALL.get(1)), chosen(Map.of(KUBERNETES, "", SLURM, "1")));
  }

  @Test
  void anIndexPastTheEndIsNamedAfterItsVariable() {
    assertComplains(SLURM + ": expected a whole number from 0 to 3", Map.of(SLURM, "4"));
    assertComplains(KUBERNETES + ": expected a whole number from 0 to 3", Map.of(KUBERNETES, "99"));
    assertComplains("--cell-index: expected a whole number from 0", Map.of(), "--cell-index=4");
    assertComplains(SLURM + ": expected a whole number, the index", Map.of(SLURM, "first"));
  }

  @Test
  void anArrayMayBeLongerWhereThatIsSaid() {
    assertEquals(List.of(), chosen(Map.of(SLURM, "4"), "--allow-past-end"));
    assertEquals(List.of(), chosen(Map.of(), "--allow-past-end", "--cell-index=99"));
    assertEquals(List.of(ALL.get(2)), chosen(Map.of(SLURM, "2"), "--allow-past-end"));
  }

  @Test
  void optionsCountMoreThanAScheduler() {
    String id = ALL.get(1).id();
    assertEquals(List.of(ALL.get(1)), chosen(Map.of(SLURM, "2"), "--cell", id));
    assertEquals(List.of(ALL.get(0)), chosen(Map.of(SLURM, "2"), "--cell-index", "0"));
    assertComplains("--cell and --cell-index", Map.of(), "--cell", id, "--cell-index", "0");
  }

  @Test
  void theRecipeMayBeAnother() {
    CellChoice choice = new CellChoice();
    CommandLine.populateCommand(choice, "--profile", "smoke", "--recipe", "small");
    assertTrue(
        choice.profile().groups().stream().allMatch(group -> group.recipe().equals("small")));
    assertEquals(ALL, choice.profile().cells());
    CommandLine.populateCommand(choice, "--recipe", "smal");
    assertEquals(
        "--recipe: unknown 'smal'; did you mean 'small'?",
        assertThrows(BadInputException.class, choice::profile).getMessage());
  }

  private static List<Cell> chosen(Map<String, String> environment, String... options) {
    CellChoice choice = new CellChoice(environment::get);
    CommandLine.populateCommand(choice, options);
    return choice.cells(Profiles.load("smoke"));
  }

  private static void assertComplains(
      String message, Map<String, String> environment, String... options) {
    String said =
        String.valueOf(
            assertThrows(BadInputException.class, () -> chosen(environment, options)).getMessage());
    assertTrue(said.startsWith(message), said);
  }
}
