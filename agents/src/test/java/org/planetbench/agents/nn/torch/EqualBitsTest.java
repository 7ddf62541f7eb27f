package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.NewProcess;

/** Equal numbers give equal bits: again, in a new process, however many threads others may use. */
@Tag("native")
class EqualBitsTest {
  @Test
  void againAndInNewProcesses() throws Exception {
    int bits = Bits.ofTorch();
    assertEquals(bits, Bits.ofTorch());
    assertEquals("torch=" + bits, bits(1, "torch"));
    assertEquals("torch=" + bits, bits(3, "torch"));
  }

  /** Both bring an OpenBLAS and a oneDNN: neither may compute with the other's. */
  @Test
  void whetherNd4jOrLibtorchIsLoadedFirst() throws Exception {
    String torch = bits(1, "torch");
    String nd4j = bits(1, "nd4j");
    assertEquals(nd4j + " " + torch, bits(1, "torch", "nd4j"));
    assertEquals(nd4j + " " + torch, bits(1, "nd4j", "torch"));
  }

  private static String bits(int threads, String... libraries)
      throws IOException, InterruptedException {
    return NewProcess.said(Bits.class, threads, libraries);
  }
}
