package org.planetbench.agents.nn.torch;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.planning.ColoredNoise;

/**
 * Noise of plans [plans, horizon * actionSize], made on the device, or drawn on the host in the
 * order in which the host's own planners draw it.
 */
final class PlanNoise {
  private final TorchBackend backend;
  private final TorchScope scope;
  private final int horizon;
  private final int size;
  private @Nullable TorchTensor mixing; // [horizon, horizon]

  PlanNoise(TorchBackend backend, int horizon, int size) {
    this.backend = backend;
    this.scope = backend.scope();
    this.horizon = horizon;
    this.size = size;
  }

  TorchTensor white(int plans, RandomGenerator random) {
    return backend.makesNoise()
        ? drawn(plans, horizon * size, random)
        : byPlan(reshaped(drawn(horizon * plans, size, random), horizon, plans, size));
  }

  /** What is needed for all draws of coloured noise, and stays as long as the scope is open. */
  void prepare(ColoredNoise noise) {
    if (backend.makesNoise() && mixing == null) {
      mixing = Creation.of(scope, backend.device(), noise.mixing(), horizon, horizon);
    }
  }

  TorchTensor coloured(ColoredNoise noise, int plans, RandomGenerator random) {
    TorchTensor ofActions = // [plans, actionSize, horizon]
        reshaped(
            mixing != null ? mixed(mixing, plans, random) : onHost(noise, plans, random),
            plans,
            size,
            horizon);
    return reshaped(Views.transpose(scope, ofActions, 1, 2), plans, (long) horizon * size);
  }

  /** From [horizon, plans, actionSize] to [plans, horizon * actionSize]. */
  TorchTensor byPlan(TorchTensor byStep) {
    return reshaped(Views.transpose(scope, byStep, 0, 1), byStep.size(1), (long) horizon * size);
  }

  private TorchTensor drawn(int rows, int columns, RandomGenerator random) {
    return backend.tensor(backend.normals(rows, columns, random));
  }

  private TorchTensor reshaped(TorchTensor x, long... shape) {
    return Views.reshape(scope, x, shape);
  }

  /** A sequence for each action of each plan. */
  private TorchTensor mixed(TorchTensor by, int plans, RandomGenerator random) {
    TorchTensor gaussians = drawn(plans * size, horizon, random);
    return Products.mm(scope, gaussians, Views.t(scope, by));
  }

  private TorchTensor onHost(ColoredNoise noise, int plans, RandomGenerator random) {
    float[] flat = new float[plans * size * horizon];
    for (int i = 0; i < plans * size; i++) {
      System.arraycopy(noise.next(random), 0, flat, i * horizon, horizon);
    }
    return Creation.of(scope, backend.device(), flat, flat.length);
  }
}
