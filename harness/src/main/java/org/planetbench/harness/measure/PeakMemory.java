package org.planetbench.harness.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The most memory that this process ever had resident: heap, native tensors and libraries. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private PeakMemory() {}

  static long mebibytes() throws IOException {
    return mebibytes(Files.readAllLines(STATUS));
  }

  /** From a line such as {@code VmHWM: 1048576 kB}. */
  static long mebibytes(List<String> status) throws IOException {
    String line =
        status.stream()
            .filter(text -> text.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow(() -> new IOException(STATUS + ": expected a line VmHWM, got none"));
    return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
  }
}
