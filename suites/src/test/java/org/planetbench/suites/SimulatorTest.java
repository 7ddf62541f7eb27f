package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.wrappers.ActionRepeat;

/** The environment itself is the oracle: played again from a bookmark, candidate by candidate. */
@Tag("native")
final class SimulatorTest {
  private static final int HORIZON = 5;
  private static final int CANDIDATES = 19;
  private static final int REPEAT = 3;

  static Stream<TaskId> environments() {
    return ConformanceTest.environments();
  }

  @ParameterizedTest
  @MethodSource("environments")
  void earnsWhatTheEnvironmentPaysInEveryBitOnAnyNumberOfThreads(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Simulator one = environment.openSimulator(REPEAT, 1);
        Simulator two = environment.openSimulator(REPEAT, 2);
        Simulator three = environment.openSimulator(REPEAT, 3)) {
      environment.reset(7);
      NumpyRandomState random = new NumpyRandomState(5);
      for (int moment = 0; moment < 3; moment++) {
        float[] actions = actions(environment.info(), random);
        double[] positions = environment.positions();
        double[] expected = played(environment, actions);
        for (Simulator simulator : new Simulator[] {one, two, three, two}) {
          assertArrayEquals(expected, returns(simulator, actions));
          assertArrayEquals(positions, environment.positions(), "the environment has moved");
        }
        environment.step(new double[environment.actionSpec().size()]);
      }
    }
  }

  /** Its threads would copy what is freed, or fill nothing in. */
  @Test
  void whatIsClosedSimulatesNothing() {
    SuiteEnvironment environment = ControlSuite.load(new TaskId("cartpole_balance"));
    environment.reset(7);
    float[] actions = actions(environment.info(), new NumpyRandomState(5));
    Simulator simulator = environment.openSimulator(REPEAT, 2);
    simulator.close();
    assertThrows(IllegalStateException.class, () -> returns(simulator, actions));
    environment.close();
    assertThrows(IllegalStateException.class, () -> environment.openSimulator(REPEAT, 1));
  }

  @Test
  void discountsWhatLaterActionsEarn() {
    try (SuiteEnvironment environment = ControlSuite.load(new TaskId("cartpole_balance"));
        Simulator simulator = environment.openSimulator(REPEAT, 2)) {
      environment.reset(7);
      float[] actions = actions(environment.info(), new NumpyRandomState(5));
      double[] expected = played(environment, actions, 0.75);
      assertArrayEquals(expected, returns(simulator, actions, 0.75), 1e-12);
      assertTrue(expected[0] > 0.5 * REPEAT && expected[0] < 0.9 * played(environment, actions)[0]);
    }
  }

  @ParameterizedTest
  @MethodSource("environments")
  void earnsNothingAfterTheEpisodesEnd(TaskId task) {
    try (SuiteEnvironment environment = ControlSuite.load(task);
        Simulator simulator = environment.openSimulator(REPEAT, 2)) {
      environment.reset(7);
      double[] zero = new double[environment.actionSpec().size()];
      for (int step = 0; step < environment.info().episodeLength() - 2 * REPEAT - 1; step++) {
        environment.step(zero);
      }
      float[] actions = actions(environment.info(), new NumpyRandomState(6));
      assertArrayEquals(played(environment, actions), returns(simulator, actions));
      environment.step(zero);
      while (!environment.step(zero).last()) {}
      assertThrows(IllegalStateException.class, () -> returns(simulator, actions));
      environment.reset();
      assertArrayEquals(played(environment, actions), returns(simulator, actions));
    }
  }

  @Test
  void followsTheModelsEditsOfTheNextEpisode() {
    try (SuiteEnvironment environment = ControlSuite.load(new TaskId("reacher_easy"));
        Simulator simulator = environment.openSimulator(REPEAT, 2)) {
      for (int seed = 0; seed < 20; seed++) {
        environment.reset(seed);
        float[] actions = actions(environment.info(), new NumpyRandomState(seed));
        assertArrayEquals(played(environment, actions), returns(simulator, actions));
      }
    }
  }

  @Test
  void aDivergedCandidateKeepsWhatItHadAndSpoilsNoOther() {
    try (SuiteEnvironment environment = ControlSuite.load(new TaskId("cartpole_balance"));
        Simulator simulator = environment.openSimulator(REPEAT, 1)) {
      environment.reset(1);
      float[] actions = actions(environment.info(), new NumpyRandomState(2));
      double[] expected = returns(simulator, actions);
      double[] ofTwoActions = new double[CANDIDATES];
      simulator.rollOut(actions, 2, CANDIDATES, 1, ofTwoActions);
      assertTrue(ofTwoActions[3] > 0 && ofTwoActions[3] < expected[3], "" + ofTwoActions[3]);
      expected[3] = ofTwoActions[3];
      int size = environment.actionSpec().size();
      float[] broken = actions.clone();
      broken[(2 * CANDIDATES + 3) * size] = Float.NaN; // candidate 3, third action
      assertArrayEquals(expected, returns(simulator, broken));
    }
  }

  @Test
  void saysWhatIsWrongWithItsArguments() {
    try (SuiteEnvironment environment = ControlSuite.load(new TaskId("reacher_easy"))) {
      assertThrows(IllegalArgumentException.class, () -> environment.openSimulator(0, 1));
      assertThrows(IllegalArgumentException.class, () -> environment.openSimulator(1, 0));
      try (Simulator simulator = environment.openSimulator(1, 1)) {
        environment.reset(1);
        String message =
            String.valueOf(
                assertThrows(
                        IllegalArgumentException.class,
                        () -> simulator.rollOut(new float[11], 3, 2, 1, new double[2]))
                    .getMessage());
        assertEquals(
            "reacher_easy: expected actions [3, 2, 2] and 2 returns, got 11 and 2 numbers",
            message);
      }
    }
  }

  private static double[] returns(Simulator simulator, float[] actions) {
    return returns(simulator, actions, 1);
  }

  private static double[] returns(Simulator simulator, float[] actions, double discount) {
    double[] returns = new double[CANDIDATES];
    Arrays.fill(returns, Double.NaN);
    simulator.rollOut(actions, HORIZON, CANDIDATES, discount, returns);
    return returns;
  }

  private static double[] played(SuiteEnvironment environment, float[] actions) {
    return played(environment, actions, 1);
  }

  /** [candidates]: the discounted rewards of action repeats, as the environment itself pays. */
  private static double[] played(SuiteEnvironment environment, float[] actions, double discount) {
    double[] returns = new double[CANDIDATES];
    ActionRepeat repeated = new ActionRepeat(environment, REPEAT);
    int size = environment.actionSpec().size();
    try (Bookmark start = environment.bookmark()) {
      for (int j = 0; j < CANDIDATES; j++) {
        environment.returnTo(start);
        boolean last = false;
        for (int h = 0; h < HORIZON && !last; h++) {
          double[] action = new double[size];
          for (int a = 0; a < size; a++) {
            action[a] = actions[(h * CANDIDATES + j) * size + a];
          }
          TimeStep step = repeated.step(action);
          returns[j] += Math.pow(discount, h) * step.reward();
          last = step.last();
        }
      }
      environment.returnTo(start);
    }
    return returns;
  }

  /** [horizon, candidates, actionSize], uniform in the box. */
  private static float[] actions(TaskInfo info, NumpyRandomState random) {
    float[] actions = new float[HORIZON * CANDIDATES * info.actions()];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = (float) random.uniform(-1, 1);
    }
    return actions;
  }
}
