package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.agents.settings.Settings;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.ExperimentMatrix;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;

final class HeapTest {
  @ParameterizedTest
  @CsvSource({"1500m, -Xmx1500m", "3g, -Xmx3072m", "64M, -Xmx64m", "1024G, -Xmx1048576m"})
  void isGivenToTheJvm(String text, String option) {
    Heap heap = Heap.chosen(text).orElseThrow();
    assertEquals(option, heap.jvmOption());
    assertEquals(heap, Heap.of(Heap.VARIABLE, heap.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "3", "3 gb", "1.5g", "-1g", "63m", "1025g", "999999999g", "m"})
  void isRefusedWhereItIsNoSize(String text) {
    String message =
        String.valueOf(assertThrows(BadInputException.class, () -> Heap.chosen(text)).getMessage());
    assertTrue(message.startsWith("--heap: expected a size from 64m to 1024g"), message);
    assertTrue(message.endsWith("got '" + text + "'"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "rssm, head, batch=50, 1500",
    "rssm, head, batch=100, 2500",
    "overshooting, head, batch=50, 2500",
    "rssm, tiny, batch=12, 512",
    "random, head, action_repeat.cheetah=2, 500"
  })
  void followsTheRecipeUnlessChosen(String variant, String recipe, String change, long mebibytes) {
    Profile profile =
        ExperimentMatrix.change(
            Profiles.load("paper"), List.of(), List.of(variant), List.of(), Settings.pairs(change));
    CellSpec spec = profile.spec(profile.cells().getFirst(), "suite", 1, "none");
    CellSpec other =
        new CellSpec(
            spec.cell(), "test", "suite", recipe, spec.set(), "fast", 1, spec.schedule(), "none");
    assertEquals(new Heap(mebibytes), Heap.needed(CellSetting.of(other)));
  }

  @Test
  void isLeftToTheRecipeUnlessChosen() {
    assertEquals(Optional.empty(), Heap.chosen(null));
  }
}
