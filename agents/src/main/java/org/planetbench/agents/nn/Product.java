package org.planetbench.agents.nn;

import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix product c = a b that is bound to its operands once and computed many times, by ND4J's
 * {@code matmul} (oneDNN) on the calling thread.
 */
public final class Product {
  private final DynamicCustomOp operation;

  /** a [m, k], b [k, n], c [m, n]. */
  public Product(NativeTensor a, NativeTensor b, NativeTensor c) {
    operation =
        DynamicCustomOp.builder("matmul")
            .addInputs(a.array(), b.array())
            .addOutputs(c.array())
            .build();
  }

  public void compute() {
    Nd4j.getExecutioner().exec(operation);
  }
}
