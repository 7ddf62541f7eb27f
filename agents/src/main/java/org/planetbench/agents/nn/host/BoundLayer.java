package org.planetbench.agents.nn.host;

import java.util.function.Consumer;
import org.planetbench.agents.nn.PictureLayer;

/**
 * The forward pass of a {@link PictureLayer}, bound to its input and its output once and computed
 * many times without allocation.
 *
 * @param operation ND4J's
 * @param rest what follows it, in place
 */
record BoundLayer(BoundOp operation, Consumer<NativeKernel> rest) implements AutoCloseable {
  void compute(NativeKernel kernel) {
    operation.compute();
    rest.accept(kernel);
  }

  @Override
  public void close() {
    operation.close();
  }
}
