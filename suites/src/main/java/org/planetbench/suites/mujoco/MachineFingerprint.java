package org.planetbench.suites.mujoco;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What the bits of a simulation depend on besides libmujoco: with an equal fingerprint, equal seeds
 * and actions give equal states. Across fingerprints they agree to rounding, which contacts amplify
 * over time.
 *
 * @param fusedMultiplyAdd whether the CPU has it: the mathematical functions of glibc use it then
 * @param cLibrary such as {@code glibc 2.36}
 */
public record MachineFingerprint(boolean fusedMultiplyAdd, String cLibrary) {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  public static MachineFingerprint here() {
    return new MachineFingerprint(cpuFlags().contains("fma"), CLibrary.version());
  }

  /** The features of the first CPU, as the kernel names them; empty where it does not say. */
  public static List<String> cpuFlags() {
    try (var lines = Files.lines(CPU)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.asList(line.substring(line.indexOf(':') + 1).strip().split(" ", -1)))
          .orElse(List.of());
    } catch (IOException e) {
      return List.of();
    }
  }
}
