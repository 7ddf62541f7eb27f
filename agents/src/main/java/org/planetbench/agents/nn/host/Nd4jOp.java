package org.planetbench.agents.nn.host;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Calls of ND4J's custom operations into outputs that exist already. */
final class Nd4jOp {
  private Nd4jOp() {}

  static void run(String name, INDArray[] inputs, INDArray[] outputs, int... arguments) {
    Nd4j.getExecutioner()
        .exec(
            DynamicCustomOp.builder(name)
                .addInputs(inputs)
                .addOutputs(outputs)
                .addIntegerArguments(arguments)
                .build());
  }

  static INDArray[] arrays(NativeTensor... tensors) {
    INDArray[] arrays = new INDArray[tensors.length];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = tensors[i].array();
    }
    return arrays;
  }

  /** c = op(a) op(b), the flags saying which side is transposed. oneDNN computes it. */
  static void matmul(
      NativeTensor a, boolean transposeA, NativeTensor b, boolean transposeB, NativeTensor c) {
    run("matmul", arrays(a, b), arrays(c), transposeA ? 1 : 0, transposeB ? 1 : 0, 0);
  }
}
