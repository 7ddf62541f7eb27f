package org.planetbench.agents.nn.torch;

import java.util.stream.Stream;
import org.planetbench.agents.nn.Tape;

/**
 * Steps of a tape on a device. What a step computes is freed when it has run, but for the gradients
 * that it passes on; and so is the gradient of what the operation made, which nobody adds to any
 * more.
 */
record BackwardSteps(TorchScope scope, Tape tape) {
  /** The step of an operation that made these; it is left out if no gradient came to them. */
  void of(Runnable step, TorchRows... made) {
    tape.record(
        () -> {
          if (Stream.of(made).anyMatch(TorchRows::hasSum)) {
            run(step);
            Stream.of(made).forEach(TorchRows::dropGradient);
          }
        });
  }

  /** The step of an operation that changed rows which another one made. */
  void changing(TorchRows rows, Runnable step) {
    tape.record(
        () -> {
          if (rows.hasSum()) {
            run(step);
          }
        });
  }

  /** The step of a loss. */
  void ofLoss(Runnable step) {
    tape.record(() -> run(step));
  }

  private void run(Runnable step) {
    int mark = scope.mark();
    step.run();
    scope.releaseTemporaries(mark);
  }
}
