package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

final class CandidateRowsTest {
  /** A product has a native context, which refers to the operands' memory. */
  @Test
  void productsAreClosedWithTheirRows() {
    Product product;
    try (CandidateRows rows = new CandidateRows(2)) {
      NativeTensor ones = rows.createWithOne(0); // [1, 2]
      NativeTensor a = rows.create(2); // [2, 2]
      NativeTensor c = rows.create(1);
      a.floats().put(0, 3).put(3, 5);
      product = rows.product(ones, a, c);
      product.compute();
      assertEquals(3, c.floats().get(0));
      assertEquals(5, c.floats().get(1));
    }
    assertThrows(IllegalStateException.class, product::compute);
  }
}
