package org.planetbench.agents.nn.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.torch.TorchDevice.Kind;
import org.planetbench.suites.MachineNotReadyException;
import org.planetbench.suites.mujoco.MujocoInstallation;

/**
 * The folder with libtorch's shared libraries: the one that {@code harness/bench setup --backend
 * ...} has filled, or the user's own PyTorch.
 */
record TorchInstallation(Path folder) {
  /** The environment variable that names a user's own PyTorch. */
  static final String OWN = "PLANETBENCH_TORCH";

  private static final String LIBRARY = "libtorch_cpu.so";
  private static final String CUDA_LIBRARY = "libtorch_cuda.so";
  private static final String PINNED = "version.txt";

  /** Below the checkout, as wheels have it: libraries find each other by their places. */
  private static final Path FOR_GPUS = Path.of(".bench", "torch-cuda", "torch", "lib");

  /**
   * @param kind of device that is to compute
   * @throws MachineNotReadyException if there is none
   */
  static TorchInstallation locate(Kind kind) {
    return locate(System.getenv(OWN), home(), kind);
  }

  /**
   * @param own what {@link #OWN} says, such as {@code /venv/lib/python3.13/site-packages/torch}
   * @param home the checkout
   */
  static TorchInstallation locate(@Nullable String own, Path home, Kind kind) {
    if (own != null && !own.isBlank()) {
      return named(Path.of(own.strip()));
    }
    Path pinned = pinned(home);
    Path forGpus = home.resolve(FOR_GPUS);
    return Stream.of(kind == Kind.CUDA ? forGpus : pinned, pinned, forGpus)
        .filter(TorchInstallation::isWhole)
        .findFirst()
        .map(TorchInstallation::new)
        .orElseThrow(
            () ->
                new MachineNotReadyException(
                    "libtorch is missing: expected "
                        + pinned.resolve(LIBRARY)
                        + "; remedy: run `harness/bench setup --backend torch-cpu`, or torch-cuda"
                        + " for a GPU, or name a PyTorch in "
                        + OWN));
  }

  /** Whether one was set up, or named, for good or ill. */
  static boolean isThere() {
    return isOwn() || isWhole(pinned(home())) || isWhole(home().resolve(FOR_GPUS));
  }

  /** Whether the user names one of their own, which then is the one. */
  static boolean isOwn() {
    return !System.getenv().getOrDefault(OWN, "").isBlank();
  }

  private static Path home() {
    return Path.of(System.getProperty(MujocoInstallation.HOME_PROPERTY, "")).toAbsolutePath();
  }

  private static Path pinned(Path home) {
    return home.resolve(".bench").resolve("torch").resolve(pinnedVersion());
  }

  private static boolean isWhole(Path folder) {
    return Files.isRegularFile(folder.resolve(LIBRARY));
  }

  private static TorchInstallation named(Path given) {
    for (Path folder : new Path[] {given, given.resolve("lib")}) {
      if (isWhole(folder)) {
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
