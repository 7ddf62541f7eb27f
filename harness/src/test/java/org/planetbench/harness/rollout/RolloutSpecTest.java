package org.planetbench.harness.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.suites.TaskInfo;

final class RolloutSpecTest {
  private static final TaskInfo CHEETAH = RolloutSpec.task("cheetah_run");

  private static RolloutSpec of(String seed, int episodes, OptionalInt steps, OptionalInt rows) {
    return RolloutSpec.of(CHEETAH, seed, episodes, steps, rows);
  }

  @Test
  void playsWholeEpisodesUnlessToldOtherwise() {
    RolloutSpec whole = of("4294967295", 3, OptionalInt.empty(), OptionalInt.empty());
    assertEquals(new RolloutSpec(CHEETAH, -1, 1000, 3000), whole);
    assertEquals(3, whole.episodes());
    RolloutSpec cut = of("0", 2, OptionalInt.of(60), OptionalInt.empty());
    assertEquals(new RolloutSpec(CHEETAH, 0, 60, 120), cut);
  }

  @Test
  void theLastRowOfActionsEndsTheLastEpisode() {
    RolloutSpec spec = of("1", 2, OptionalInt.of(60), OptionalInt.of(100));
    assertEquals(new RolloutSpec(CHEETAH, 1, 60, 100), spec);
    assertEquals(2, spec.episodes());
  }

  @Test
  void saysWhichOptionIsWrongAndWhatFits() {
    OptionalInt none = OptionalInt.empty();
    assertSays(() -> of("-1", 1, none, none), "--seed", "0 to 4294967295", "'-1'");
    assertSays(() -> of("4294967296", 1, none, none), "--seed", "'4294967296'");
    assertSays(() -> of("1", 0, none, none), "--episodes", "at least 1", "got 0");
    assertSays(() -> of("1", 1, OptionalInt.of(0), none), "--steps", "1 to 1000", "got 0");
    assertSays(() -> of("1", 1, OptionalInt.of(1001), none), "--steps", "got 1001");
    assertSays(
        () -> of("1", 1, none, OptionalInt.of(1001)), "--actions", "got 1001", "--episodes 2");
    assertSays(
        () -> of("1", 3, OptionalInt.of(10), OptionalInt.of(20)),
        "expected 21 to 30 rows",
        "got 20",
        "say --episodes 2 or lengthen the file");
    assertSays(() -> RolloutSpec.task("six_tasks"), "is a set", "cartpole_swingup");
    assertSays(() -> RolloutSpec.task("cheetah_rn"), "did you mean 'cheetah_run'");
    assertSays(() -> RolloutSpec.task("Cheetah"), "--task", "words of [a-z0-9]", "got 'Cheetah'");
  }

  private static void assertSays(Executable call, String... parts) {
    String message = String.valueOf(assertThrows(BadInputException.class, call).getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }
}
