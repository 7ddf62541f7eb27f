package org.planetbench.agents.planet;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.planetbench.agents.OpenLoop;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.suites.Pixels;

/**
 * Filters the first pictures of an episode, then imagines the rest from its actions.
 *
 * <pre>
 *   o_0   o_1   o_2            (truth only from here on)
 *    |     |     |
 *   q_0 - q_1 - q_2 - p_3 - p_4 - ...     q posterior, p prior, each decoded to a picture
 *       a_1   a_2   a_3   a_4
 * </pre>
 */
final class OpenLoopPrediction {
  private OpenLoopPrediction() {}

  static OpenLoop of(
      WorldModel model,
      int actionSize,
      List<Pixels> frames,
      List<double[]> actions,
      int context,
      RandomGenerator noise) {
    if (context < 1 || context > frames.size() || actions.size() < frames.size() - 1) {
      throw new IllegalArgumentException(
          "expected 1 <= context <= frames <= actions + 1, got %d, %d and %d"
              .formatted(context, frames.size(), actions.size()));
    }
    List<Pixels> predicted = new ArrayList<>();
    Belief belief = model.initialBelief();
    for (int t = 0; t < frames.size(); t++) {
      float[] action = t == 0 ? new float[actionSize] : PlanetAgent.floats(actions.get(t - 1));
      belief =
          t < context
              ? model.posterior(belief, action, model.encode(frames.get(t), noise), noise)
              : model.prior(belief, action, noise);
      predicted.add(model.decode(belief));
    }
    return new OpenLoop(context, frames, predicted);
  }
}
