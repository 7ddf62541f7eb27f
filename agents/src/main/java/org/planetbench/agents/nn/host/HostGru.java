package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.kernel.GruKernel;

/** Recurrent cells in loops over rows. */
final class HostGru {
  private HostGru() {}

  /**
   * {@link org.planetbench.agents.nn.GruCell}, after the shares of x and those of h in the gates.
   */
  static HostRows finish(
      Tape tape,
      HostRows reset,
      HostRows update,
      HostRows candidate,
      WeightBlock candidateOfH,
      HostRows h) {
    float[][] dh = gradient(tape, h);
    HostRows rh = gates(tape, reset, update, h, dh);
    HostDense.accumulate(tape, candidate, candidateOfH, rh);
    return next(tape, update, candidate, h, dh);
  }

  private static HostRows gates(Tape tape, HostRows r, HostRows u, HostRows h, float[][] dh) {
    int units = h.columns();
    HostRows rh = HostRows.zeros(tape, h.rows(), units);
    for (int i = 0; i < h.rows(); i++) {
      GruKernel.gates(r.value()[i], u.value()[i], h.value()[i], rh.value()[i], units);
    }
    tape.record(
        () -> {
          for (int i = 0; i < h.rows(); i++) {
            GruKernel.gatesGradient(
                rh.gradient()[i], r.value()[i], h.value()[i], r.gradient()[i], dh[i], units);
          }
        });
    return rh;
  }

  private static HostRows next(Tape tape, HostRows u, HostRows c, HostRows h, float[][] dh) {
    int units = h.columns();
    HostRows next = HostRows.zeros(tape, h.rows(), units);
    for (int i = 0; i < h.rows(); i++) {
      GruKernel.next(c.value()[i], u.value()[i], h.value()[i], next.value()[i], units);
    }
    tape.record(
        () -> {
          for (int i = 0; i < h.rows(); i++) {
            GruKernel.nextGradient(
                next.gradient()[i],
                c.value()[i],
                u.value()[i],
                h.value()[i],
                c.gradient()[i],
                u.gradient()[i],
                dh[i],
                units);
          }
        });
    return next;
  }

  /** {@link org.planetbench.agents.nn.ResetAfterCell}, after the shares of x and h. */
  static HostRows resetAfter(Tape tape, HostRows ofInput, HostRows ofState, HostRows h) {
    int units = h.columns();
    HostRows next = HostRows.zeros(tape, h.rows(), units);
    for (int i = 0; i < h.rows(); i++) {
      GruKernel.resetAfter(
          ofInput.value()[i], ofState.value()[i], h.value()[i], next.value()[i], units);
    }
    float[][] dh = gradient(tape, h);
    tape.record(
        () -> {
          for (int i = 0; i < h.rows(); i++) {
            GruKernel.resetAfterGradient(
                next.gradient()[i],
                ofInput.value()[i],
                ofState.value()[i],
                h.value()[i],
                ofInput.gradient()[i],
                ofState.gradient()[i],
                dh[i],
                units);
          }
        });
    return next;
  }

  /** What a recorded step adds to: h's, or what takes the gradient that an h has no use for. */
  static float[][] gradient(Tape tape, HostRows h) {
    return tape.isRecording() && !h.hasGradient() ? new float[h.rows()][h.columns()] : h.gradient();
  }
}
