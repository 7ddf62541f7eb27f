package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Equal numbers give equal bits: again, in a new process, however many threads others may use. */
@Tag("native")
class EqualBitsTest {
  @Test
  void againAndInNewProcesses() throws Exception {
    int bits = Bits.ofTorch();
    assertEquals(bits, Bits.ofTorch());
    assertEquals("torch=" + bits, bits("1", "torch"));
    assertEquals("torch=" + bits, bits("3", "torch"));
  }

  /** Both bring an OpenBLAS and a oneDNN: neither may compute with the other's. */
  @Test
  void whetherNd4jOrLibtorchIsLoadedFirst() throws Exception {
    String torch = bits("1", "torch");
    String nd4j = bits("1", "nd4j");
    assertEquals(nd4j + " " + torch, bits("1", "torch", "nd4j"));
    assertEquals(nd4j + " " + torch, bits("1", "nd4j", "torch"));
  }

  private static String bits(String threads, String... libraries)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dplanetbench.home=" + System.getProperty("planetbench.home", ""));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bits.class.getName()));
    command.addAll(List.of(libraries));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(Map.of("OMP_NUM_THREADS", threads, "OPENBLAS_NUM_THREADS", threads));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.strip();
  }
}
