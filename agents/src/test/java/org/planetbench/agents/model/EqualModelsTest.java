package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.planetbench.agents.NewProcess;

/** Models learn and imagine the same bits: again, and in new processes, whatever OpenMP may use. */
@OnEveryBackend
record EqualModelsTest(TestBackend backend) {
  @Test
  void learnAndImagineTheSameBits() throws Exception {
    String bits = ModelBits.of(backend);
    assertEquals(bits, ModelBits.of(backend));
    assertEquals(bits, NewProcess.said(ModelBits.class, 1, backend.name()));
    assertEquals(bits, NewProcess.said(ModelBits.class, 2, backend.name()));
  }
}
