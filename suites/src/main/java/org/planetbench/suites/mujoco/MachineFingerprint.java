package org.planetbench.suites.mujoco;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
    return cpu("flags").map(flags -> Arrays.asList(flags.split(" ", -1))).orElse(List.of());
  }

  /** For people, such as {@code AMD EPYC 7B13}; no bit depends on it. */
  public static String cpuModel() {
    return cpu("model name").orElse("unknown");
  }

  private static Optional<String> cpu(String name) {
    try (var lines = Files.lines(CPU)) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
