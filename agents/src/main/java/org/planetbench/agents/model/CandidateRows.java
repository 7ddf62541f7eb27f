package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/** Makes, and closes, tensors [rows, candidates] of one width and the products that fill them. */
final class CandidateRows implements AutoCloseable {
  private final int width;
  private final List<NativeTensor> owned = new ArrayList<>();
  private final List<Product> products = new ArrayList<>();

  CandidateRows(int width) {
    this.width = width;
  }

  int width() {
    return width;
  }

  /** Zeros [rows, width]. */
  NativeTensor create(int rows) {
    NativeTensor tensor = NativeTensor.create(rows, width);
    fill(tensor, 0f);
    owned.add(tensor);
    return tensor;
  }

  /** Zeros [rows, width] and below them a row of ones. */
  NativeTensor createWithOne(int rows) {
    NativeTensor tensor = create(rows + 1);
    ones(tensor, rows);
    return tensor;
  }

  /** c = a b; see {@link Product}. */
  Product product(NativeTensor a, NativeTensor b, NativeTensor c) {
    Product product = new Product(a, b, c);
    products.add(product);
    return product;
  }

  /** Makes this row ones. */
  static void ones(NativeTensor tensor, int row) {
    fill(tensor.rows(row, 1), 1f);
  }

  private static void fill(NativeTensor tensor, float value) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.floats().put(i, value);
    }
  }

  /** As many values as there are rows, from the given one on, each along a whole row. */
  void replicate(float[] values, int from, NativeTensor rows) {
    float[] row = new float[width];
    for (int i = 0; i < rows.size() / width; i++) {
      Arrays.fill(row, values[from + i]);
      rows.floats().put(i * width, row);
    }
  }

  @Override
  public void close() {
    products.forEach(Product::close);
    owned.forEach(NativeTensor::close);
  }
}
