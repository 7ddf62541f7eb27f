package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;

/** The contract of {@link LatentDynamics}, over all kinds. */
@OnEveryBackend
class LatentDynamicsTest {
  private static final int LENGTH = 4;
  private static final int BATCH = 3;
  private static final int EMBEDDING = 6;
  private static final float TOLERANCE = 1e-6f; // products of more rows may add in another order

  private final TensorBackend backend;
  private final RandomGenerator random = TestBatches.random(1);

  LatentDynamicsTest(TestBackend backend) {
    this.backend = backend.create();
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @ParameterizedTest
  @EnumSource
  void unrollingIsTheFilterStepByStepAndThePriorBesideIt(DynamicsKind kind) {
    LatentDynamics dynamics = dynamics(kind);
    Rows actions = normals(LENGTH * BATCH, 2);
    Rows embeddings = normals(LENGTH * BATCH, EMBEDDING);
    Rows noise = observing(dynamics.noise().draw(Tape.forgetting(backend), LENGTH * BATCH, random));
    Tape tape = Tape.forgetting(backend);
    LatentDynamics.Unrolled unrolled = dynamics.unroll(tape, BATCH, actions, embeddings, noise);
    LatentState state = dynamics.initial(BATCH);
    for (int t = 0; t < LENGTH; t++) {
      int from = t * BATCH;
      int to = from + BATCH;
      Rows action = actions.slice(from, to);
      Rows now = noise.slice(from, to);
      LatentState prior = dynamics.prior(tape, state, action, now);
      assertDistributions(prior.distribution(), unrolled.prior().slice(from, to));
      state = dynamics.posterior(tape, state, action, embeddings.slice(from, to), now);
      assertState(dynamics, state, unrolled.posterior().slice(from, to));
    }
  }

  /** Overshooting stacks the states of all times and goes on from there. */
  @ParameterizedTest
  @EnumSource
  void rowsAreIndependent(DynamicsKind kind) {
    LatentDynamics dynamics = dynamics(kind);
    Rows actions = normals(LENGTH * BATCH, 2);
    Rows noise = dynamics.noise().draw(Tape.forgetting(backend), LENGTH * BATCH, random);
    Tape tape = Tape.forgetting(backend);
    LatentState starts =
        dynamics
            .unroll(tape, BATCH, actions, normals(LENGTH * BATCH, EMBEDDING), noise)
            .posterior();
    LatentState together = dynamics.prior(tape, starts, actions, noise);
    for (int row = 0; row < LENGTH * BATCH; row++) {
      LatentState alone =
          dynamics.prior(
              tape,
              starts.slice(row, row + 1),
              actions.slice(row, row + 1),
              noise.slice(row, row + 1));
      assertState(dynamics, alone, together.slice(row, row + 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBeliefHoldsAWholeState(DynamicsKind kind) {
    LatentDynamics dynamics = dynamics(kind);
    Tape tape = Tape.forgetting(backend);
    LatentState state =
        dynamics.posterior(
            tape,
            dynamics.initial(1),
            normals(1, 2),
            normals(1, EMBEDDING),
            dynamics.noise().draw(tape, 1, random));
    assertState(dynamics, state, LatentState.of(state.belief(), dynamics));
  }

  private LatentDynamics dynamics(DynamicsKind kind) {
    ParameterSet set = new ParameterSet(backend, 1, TestBatches.random(2));
    LatentDynamics dynamics = kind.create(set, TestBatches.smallSpec(kind), EMBEDDING);
    set.load();
    return dynamics;
  }

  /** Nothing is withheld from a {@link RecurrentNetwork} while its normals are not negative. */
  private static Rows observing(Rows noise) {
    for (float[] row : noise.read()) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.abs(row[i]);
      }
    }
    return noise;
  }

  private Rows normals(int rows, int columns) {
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return Rows.constant(values);
  }

  private static void assertState(LatentDynamics dynamics, LatentState one, LatentState other) {
    assertDistributions(one.distribution(), other.distribution());
    assertRows(one.sample(), other.sample());
    assertEquals(dynamics.memoryWidths().size(), one.memory().size());
    for (int i = 0; i < one.memory().size(); i++) {
      assertRows(one.memory().get(i), other.memory().get(i));
    }
    Rows[] features = dynamics.features(one);
    int[] widths = dynamics.featureWidths();
    assertEquals(widths.length, features.length);
    for (int i = 0; i < widths.length; i++) {
      assertEquals(widths[i], features[i].columns());
    }
  }

  private static void assertDistributions(LatentDistribution one, LatentDistribution other) {
    for (int i = 0; i < one.parts().size(); i++) {
      assertRows(one.parts().get(i), other.parts().get(i));
    }
  }

  private static void assertRows(Rows expected, Rows actual) {
    float[][] one = expected.read();
    float[][] other = actual.read();
    assertEquals(one.length, other.length);
    for (int i = 0; i < one.length; i++) {
      assertArrayEquals(one[i], other[i], TOLERANCE);
    }
  }
}
