package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend.HostGradient;

/** The host's rows on a device. */
record TorchPlaces(TorchScope scope, TorchDevice device) {
  /** On the device, with the host's constants. */
  TorchRows rows(Rows rows) {
    if (rows instanceof TorchRows there) {
      return there;
    }
    if (rows.hasGradient()) {
      throw new IllegalArgumentException("expected rows on the device, got the host's");
    }
    return upload(rows.read(), false);
  }

  TorchRows upload(float[][] value, boolean wantsGradient) {
    int columns = value[0].length;
    float[] flat = new float[value.length * columns];
    for (int i = 0; i < value.length; i++) {
      System.arraycopy(value[i], 0, flat, i * columns, columns);
    }
    return TorchRows.of(
        scope, Creation.of(scope, device, flat, value.length, columns), wantsGradient);
  }

  /** See {@link org.planetbench.agents.nn.TensorBackend#computedOnHost}. */
  List<Rows> computedOnHost(
      Tape tape, List<Rows> inputs, List<float[][]> values, HostGradient gradient) {
    TorchRows[] results =
        values.stream().map(value -> upload(value, tape.isRecording())).toArray(TorchRows[]::new);
    new BackwardSteps(scope, tape)
        .of(
            () -> {
              List<float[][]> ofInputs = new ArrayList<>();
              for (Rows input : inputs) {
                ofInputs.add(
                    input.hasGradient()
                        ? new float[input.rows()][input.columns()]
                        : new float[0][]);
              }
              gradient.add(List.of(results).stream().map(Rows::readGradient).toList(), ofInputs);
              for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i).hasGradient()) {
                  rows(inputs.get(i)).add(upload(ofInputs.get(i), false).value());
                }
              }
            },
            results);
    return List.of(results);
  }
}
