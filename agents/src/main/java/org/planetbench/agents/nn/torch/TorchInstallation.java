package org.planetbench.agents.nn.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planetbench.suites.MachineNotReadyException;
import org.planetbench.suites.mujoco.MujocoInstallation;

/**
 * The folder with libtorch's shared libraries: the one that {@code harness/bench setup --backend
 * torch-cpu} has filled, or the user's own PyTorch.
 */
record TorchInstallation(Path folder) {
  /** The environment variable that names a user's own PyTorch. */
  static final String OWN = "PLANETBENCH_TORCH";

  private static final String LIBRARY = "libtorch_cpu.so";
  private static final String CUDA_LIBRARY = "libtorch_cuda.so";
  private static final String PINNED = "version.txt";

  /**
   * @throws MachineNotReadyException if there is none
   */
  static TorchInstallation locate() {
    Path home = Path.of(System.getProperty(MujocoInstallation.HOME_PROPERTY, ""));
    return locate(System.getenv(OWN), home.toAbsolutePath());
  }

  /**
   * @param own what {@link #OWN} says, such as {@code /venv/lib/python3.13/site-packages/torch}
   * @param home the checkout
   */
  static TorchInstallation locate(@Nullable String own, Path home) {
    return own == null || own.isBlank() ? pinned(home) : named(Path.of(own.strip()));
  }

  private static TorchInstallation pinned(Path home) {
    Path folder = home.resolve(".bench").resolve("torch").resolve(pinnedVersion());
    if (!Files.isRegularFile(folder.resolve(LIBRARY))) {
      throw new MachineNotReadyException(
          "libtorch is missing: expected "
              + folder.resolve(LIBRARY)
              + "; remedy: run `harness/bench setup --backend torch-cpu`, or name a PyTorch in "
              + OWN);
    }
    return new TorchInstallation(folder);
  }

  private static TorchInstallation named(Path given) {
    for (Path folder : new Path[] {given, given.resolve("lib")}) {
      if (Files.isRegularFile(folder.resolve(LIBRARY))) {
        return new TorchInstallation(folder.toAbsolutePath());
      }
    }
    throw new MachineNotReadyException(
        OWN
            + ": expected a folder .../site-packages/torch with lib/"
            + LIBRARY
            + ", got "
            + given
            + "; remedy: say what `python -c \"import torch; print(torch.__path__[0])\"` prints, or"
            + " unset it");
  }

  Path library() {
    return folder.resolve(LIBRARY);
  }

  /** The part that computes on GPUs, where there is one. */
  Optional<Path> cudaLibrary() {
    return Optional.of(folder.resolve(CUDA_LIBRARY)).filter(Files::isRegularFile);
  }

  /** Of the files that {@code harness/setup/torch.lock} names, such as 2.10.0. */
  static String pinnedVersion() {
    try (InputStream in = TorchInstallation.class.getResourceAsStream(PINNED)) {
      if (in == null) {
        throw new IllegalStateException("resource " + PINNED + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
