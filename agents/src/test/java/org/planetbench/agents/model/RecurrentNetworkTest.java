package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TestTapes;

class RecurrentNetworkTest {
  /** Two sequences: the first goes unseen at times 1 and 2, the second never. */
  @Test
  void aWithheldObservationIsAnImaginedStepAndTheFirstIsNeverWithheld() {
    ParameterSet set = TestTapes.parameters(1, TestBatches.random(2));
    LatentDynamics dynamics =
        DynamicsKind.GRU.create(set, TestBatches.smallSpec(DynamicsKind.GRU), 6);
    set.load();
    Rows actions = Rows.constant(filled(6, 2));
    Rows embeddings = Rows.constant(filled(6, 6));
    Rows noise = Rows.constant(new float[][] {{-1}, {-1}, {-1}, {1}, {-1}, {1}});
    boolean[] observed = {true, true, false, true, false, true};
    Tape tape = TestTapes.forgetting();
    LatentState filtered = dynamics.unroll(tape, 2, actions, embeddings, noise).posterior();
    for (int sequence = 0; sequence < 2; sequence++) {
      LatentState state = dynamics.initial(1);
      for (int row = sequence; row < 6; row += 2) {
        Rows action = actions.slice(row, row + 1);
        state =
            observed[row]
                ? dynamics.posterior(
                    tape,
                    state,
                    action,
                    embeddings.slice(row, row + 1),
                    Rows.constant(new float[1][1]))
                : dynamics.prior(tape, state, action, Rows.constant(new float[1][1]));
        assertArrayEquals(
            state.memory().getFirst().read()[0],
            filtered.memory().getFirst().read()[row],
            1e-6f,
            "row " + row);
      }
    }
  }

  private static float[][] filled(int rows, int columns) {
    float[][] values = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        values[i][j] = (float) Math.sin(1 + i + 3 * j);
      }
    }
    return values;
  }
}
