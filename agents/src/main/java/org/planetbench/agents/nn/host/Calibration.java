package org.planetbench.agents.nn.host;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.agents.nn.Workers;

/**
 * The yardstick of timings: how fast this process multiplies matrices, with the threads, the native
 * library and the operation that planning and learning use. A time multiplied by this number
 * carries over from machine to machine better than the time alone.
 *
 * <p>The kernel is pinned, since its figures are compared over years: each thread computes its own
 * c = a b, [400, 400] x [400, 256] floats, about the size of planning's largest product.
 */
public final class Calibration implements AutoCloseable {
  private static final int ROWS = 400;
  private static final int DEPTH = 400;
  private static final int COLUMNS = 256;

  /** Of one round: some 60 ms at 80 GFLOP/s a thread. */
  private static final int PRODUCTS = 60;

  private final Workers workers;
  private final List<NativeTensor> owned = new ArrayList<>();
  private final List<Product> products = new ArrayList<>();
  private double best;

  public Calibration(int threads) {
    workers = new Workers(threads, Nd4jBackend::computeOnCallingThread);
    try {
      workers.run(1, i -> {}); // the first thread loads ND4J
      for (int i = 0; i < threads; i++) {
        NativeTensor a = filled(ROWS, DEPTH);
        NativeTensor b = filled(DEPTH, COLUMNS);
        NativeTensor c = filled(ROWS, COLUMNS);
        products.add(new Product(a, b, c));
      }
      round();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private NativeTensor filled(int rows, int columns) {
    NativeTensor tensor = NativeTensor.create(rows, columns);
    owned.add(tensor);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.floats().put(i, (i % 7 - 3) / 8f);
    }
    return tensor;
  }

  /** Measures some rounds more. */
  public void measure(int rounds) {
    for (int i = 0; i < rounds; i++) {
      best = Math.max(best, round());
    }
  }

  private double round() {
    long start = System.nanoTime();
    workers.run(
        products.size(),
        i -> {
          for (int p = 0; p < PRODUCTS; p++) {
            products.get(i).compute();
          }
        });
    double nanos = System.nanoTime() - start;
    return 2.0 * ROWS * DEPTH * COLUMNS * PRODUCTS * products.size() / nanos;
  }

  /** Of all threads together, in the best round so far: what the machine gave when left alone. */
  public double gflops() {
    return best;
  }

  @Override
  public void close() {
    workers.close();
    products.forEach(Product::close);
    owned.forEach(NativeTensor::close);
  }
}
