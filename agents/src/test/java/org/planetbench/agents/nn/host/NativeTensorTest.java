package org.planetbench.agents.nn.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NativeTensorTest {
  /** Of rows of a tensor, for ND4J and for Java loops, down to a single row and column. */
  @Test
  void rowsOfRowsShareTheMemory() {
    for (int columns = 1; columns <= 3; columns++) {
      try (NativeTensor tensor = NativeTensor.create(7, columns)) {
        for (int i = 0; i < tensor.size(); i++) {
          tensor.floats().put(i, i);
        }
        for (int outer = 0; outer < 7; outer++) {
          for (int count = 1; count <= 7 - outer; count++) {
            checkRows(tensor.rows(outer, count), outer, count, columns);
          }
        }
      }
    }
  }

  private static void checkRows(NativeTensor rows, int first, int count, int columns) {
    for (int from = 0; from < count; from++) {
      for (int length = 1; length <= count - from; length++) {
        NativeTensor inner = rows.rows(from, length);
        assertArrayEquals(new long[] {length, columns}, inner.array().shape());
        for (int i = 0; i < length * columns; i++) {
          float expected = (first + from) * columns + i;
          assertEquals(expected, inner.floats().get(i));
          assertEquals(expected, inner.array().getFloat(i / columns, i % columns));
        }
      }
    }
  }
}
