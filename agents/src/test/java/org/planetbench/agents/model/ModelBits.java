package org.planetbench.agents.model;

import java.util.Arrays;
import java.util.StringJoiner;
import org.planetbench.agents.model.WorldModel.NamedArray;

/**
 * A program: says the bits of what models on a backend have learned in two updates, and of what
 * they then imagine.
 */
final class ModelBits {
  private static final int HORIZON = 3;
  private static final int CANDIDATES = 70;

  private ModelBits() {}

  public static void main(String[] backend) {
    System.out.println(of(TestBackend.valueOf(backend[0])));
  }

  static String of(TestBackend backend) {
    StringJoiner bits = new StringJoiner(" ");
    for (DynamicsKind kind : DynamicsKind.values()) {
      bits.add(kind + "=" + of(backend, kind));
    }
    return bits.toString();
  }

  private static int of(TestBackend backend, DynamicsKind kind) {
    float[] returns = new float[CANDIDATES];
    try (PlanetModel model = backend.model(TestBatches.smallSpec(kind), 2, TestBatches.random(0))) {
      for (int i = 1; i <= 2; i++) {
        var _ =
            model.update(
                TestBatches.batch(7, 5, 64, 2, i), TestBatches.random(i), TestBatches.random(i));
      }
      model
          .imagination(TestBatches.start(model), TestBatches.random(9))
          .score(TestBatches.actions(HORIZON, CANDIDATES), HORIZON, CANDIDATES, 1, returns);
      int bits = Arrays.hashCode(returns);
      for (NamedArray array : model.state().values()) {
        bits = 31 * bits + Arrays.hashCode(array.values());
      }
      return bits;
    }
  }
}
