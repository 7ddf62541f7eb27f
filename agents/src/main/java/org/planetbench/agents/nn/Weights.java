package org.planetbench.agents.nn;

/** A block of a parameter's matrix [inputs, outputs], as a layer multiplies with it. */
public interface Weights {
  int inputs();

  int outputs();

  /** The block as it is now, on the host [inputs, outputs]. */
  float[][] read();

  /** The same, transposed [outputs, inputs], for kernels that pack it their way. */
  float[][] readTransposed();
}
