package org.planetbench.agents.nn.host;

/**
 * A matrix product c = a b that is bound to its operands once and computed many times, by ND4J's
 * {@code matmul} (oneDNN) on the calling thread. Close it before its operands.
 */
public final class Product implements AutoCloseable {
  private final BoundOp matmul;

  /** a [m, k], b [k, n], c [m, n]. */
  public Product(NativeTensor a, NativeTensor b, NativeTensor c) {
    matmul = new BoundOp("matmul", new NativeTensor[] {a, b}, c);
  }

  public void compute() {
    matmul.compute();
  }

  @Override
  public void close() {
    matmul.close();
  }
}
