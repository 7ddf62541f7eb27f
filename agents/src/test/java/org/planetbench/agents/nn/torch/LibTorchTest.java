package org.planetbench.agents.nn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.planetbench.agents.Errors.messageOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.nn.torch.TorchDevice.Kind;
import org.planetbench.suites.MachineNotReadyException;

@Tag("native")
class LibTorchTest {
  private static final String LIBRARY = "libtorch_cpu.so";

  @TempDir private Path folder;

  @Test
  void saysItsVersion() {
    assertEquals(TorchInstallation.pinnedVersion(), LibTorch.load().version());
    assertEquals("2.15.3", LibTorch.version(0x020f_0300_0000_0000L));
  }

  @Test
  void theLauncherFetchesThisVersion() throws IOException {
    Path home = Path.of(System.getProperty("planetbench.home", ""));
    List<String> files = Files.readAllLines(home.resolve("harness/setup/torch.sha256"));
    String expected = "[0-9a-f]{64}  torch/" + TorchInstallation.pinnedVersion() + "/lib.*";
    assertTrue(files.size() > 1);
    assertTrue(files.stream().allMatch(file -> file.matches(expected)), files.toString());
  }

  @Test
  void findsWhatTheLauncherHasFetchedOrTheUserNames() throws IOException {
    Path pinned = folder.resolve(".bench/torch").resolve(TorchInstallation.pinnedVersion());
    assertEquals(
        "libtorch is missing: expected "
            + pinned.resolve(LIBRARY)
            + "; remedy: run `harness/bench setup --backend torch-cpu`, or torch-cuda for a"
            + " GPU, or name a PyTorch in PLANETBENCH_TORCH",
        messageOf(
            MachineNotReadyException.class,
            () -> TorchInstallation.locate(null, folder, Kind.CPU)));
    touch(pinned.resolve(LIBRARY));
    assertEquals(pinned, TorchInstallation.locate(" ", folder, Kind.CPU).folder());
    assertEquals(pinned, TorchInstallation.locate(" ", folder, Kind.CUDA).folder());
    Path forGpus = folder.resolve(".bench/torch-cuda/torch/lib");
    touch(forGpus.resolve(LIBRARY));
    assertEquals(pinned, TorchInstallation.locate(null, folder, Kind.CPU).folder());
    assertEquals(forGpus, TorchInstallation.locate(null, folder, Kind.CUDA).folder());

    Path own = folder.resolve("site-packages/torch");
    String message =
        messageOf(
            MachineNotReadyException.class,
            () -> TorchInstallation.locate(own.toString(), folder, Kind.CPU));
    assertTrue(message.startsWith("PLANETBENCH_TORCH: expected a folder "), message);
    assertTrue(message.contains(", got " + own + "; remedy: "), message);
    touch(own.resolve("lib").resolve(LIBRARY));
    for (Path named : new Path[] {own, own.resolve("lib")}) {
      assertEquals(
          own.resolve("lib"),
          TorchInstallation.locate(named.toString(), folder, Kind.CUDA).folder());
    }
  }

  @Test
  void refusesWhatIsNoLibrary() throws IOException {
    touch(folder.resolve(LIBRARY));
    String message =
        messageOf(
            MachineNotReadyException.class,
            () -> LibTorch.open(new TorchInstallation(folder), Precision.FP32));
    assertTrue(message.startsWith(folder.resolve(LIBRARY) + " cannot be loaded: "), message);
    assertTrue(message.contains("; remedy: "), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void refusesALibraryWithoutWhatItNeeds() throws IOException {
    Path other = LibTorch.load().folder().resolve("libc10.so");
    Files.createSymbolicLink(folder.resolve(LIBRARY), other);
    assertEquals(
        folder.resolve(LIBRARY)
            + " cannot be used: expected libtorch 2.10.0 or newer, got none, without"
            + " aoti_torch_abi_version and "
            + (ShimFunction.all().size() - 1)
            + " functions more; remedy: install a newer PyTorch, or unset PLANETBENCH_TORCH",
        messageOf(
            MachineNotReadyException.class,
            () -> LibTorch.open(new TorchInstallation(folder), Precision.FP32)));
  }

  @Test
  void refusesGpusWithoutCuda() {
    assertEquals(
        "libtorch in "
            + LibTorch.load().folder()
            + " computes on CPUs only: expected libtorch_cuda.so beside it; remedy: name a PyTorch"
            + " with CUDA in PLANETBENCH_TORCH, or run `harness/bench setup --backend torch-cuda`",
        messageOf(MachineNotReadyException.class, () -> TorchDevice.cuda(0)));
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not a library");
  }
}
