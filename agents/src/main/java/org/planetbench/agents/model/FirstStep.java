package org.planetbench.agents.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;

/**
 * The flag of dynamics whose first step is another than the later ones: the last part of their
 * memory [rows, 1], 0 until that step is done and 1 from then on.
 */
final class FirstStep {
  /** Width of the flag. */
  static final int FLAG = 1;

  private FirstStep() {}

  /** The flag of rows whose first step is done. */
  static Rows done(int rows) {
    float[][] flag = new float[rows][FLAG];
    for (float[] row : flag) {
      row[0] = 1;
    }
    return Rows.constant(flag);
  }

  /**
   * A step of rows of both kinds, in their order.
   *
   * @param first the next states of these rows, by the first step
   * @param later the same, by any later step
   */
  static LatentState choose(
      Tape tape,
      LatentState previous,
      Function<int[], LatentState> first,
      Function<int[], LatentState> later) {
    return choose(tape, 1, previous, first, later);
  }

  /** The same where the flag counts, up to this number, the steps that are as the first is. */
  static LatentState choose(
      Tape tape,
      int count,
      LatentState previous,
      Function<int[], LatentState> first,
      Function<int[], LatentState> later) {
    float[][] flag = previous.memory().getLast().read();
    int[] before = rows(flag, done -> done < count);
    int[] after = rows(flag, done -> done >= count);
    if (after.length == 0) {
      return first.apply(before);
    }
    if (before.length == 0) {
      return later.apply(after);
    }
    int[] order = new int[flag.length];
    for (int i = 0; i < order.length; i++) {
      int at = Arrays.binarySearch(before, i);
      order[i] = at >= 0 ? at : before.length + Arrays.binarySearch(after, i);
    }
    return LatentState.stack(tape, List.of(first.apply(before), later.apply(after)))
        .pick(tape, order);
  }

  private static int[] rows(float[][] flag, DoublePredicate which) {
    return IntStream.range(0, flag.length).filter(row -> which.test(flag[row][0])).toArray();
  }

  /**
   * Refuses to plan from where nothing was observed.
   *
   * @throws IllegalStateException if the first step is not done
   */
  static void requireDone(WorldModel.Belief belief, DynamicsKind dynamics) {
    float[] memory = belief.deterministic();
    if (memory[memory.length - 1] == 0) {
      throw new IllegalStateException(
          "planning with dynamics %s: expected a belief with a first step behind it, got the initial one; observe first"
              .formatted(dynamics.key()));
    }
  }
}
