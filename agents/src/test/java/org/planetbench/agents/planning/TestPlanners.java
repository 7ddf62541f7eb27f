package org.planetbench.agents.planning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.settings.Settings;

/** Planners for tests. */
final class TestPlanners {
  private TestPlanners() {}

  /** A scorer whose returns do not change with the actions, as far as its gradients say. */
  static TrajectoryScorer flat(TrajectoryScorer scorer) {
    return new TrajectoryScorer() {
      @Override
      public void score(
          float[] actions, int horizon, int candidates, double discount, float[] returns) {
        scorer.score(actions, horizon, candidates, discount, returns);
      }

      @Override
      public void differentiate(
          float[] actions,
          int horizon,
          int candidates,
          double discount,
          float[] returns,
          float[] gradients) {
        scorer.score(actions, horizon, candidates, discount, returns);
        Arrays.fill(gradients, 0);
      }
    };
  }

  /** H, I, J and K, and other settings as {@code key=value}. */
  static PlannerSpec spec(
      PlannerKind kind, int horizon, int iterations, int candidates, int elites, String... others) {
    List<String> changes =
        new ArrayList<>(
            List.of(
                "planner=" + kind.key(),
                "horizon=" + horizon,
                "iterations=" + iterations,
                "candidates=" + candidates,
                "elites=" + elites));
    changes.addAll(Arrays.asList(others));
    return new PlannerSpec(
        Settings.initial(PlannerSpec.SETTINGS)
            .with(Settings.pairs(changes.toArray(String[]::new))));
  }
}
