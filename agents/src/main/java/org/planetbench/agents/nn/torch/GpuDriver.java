package org.planetbench.agents.nn.torch;

import java.util.List;
import org.planetbench.suites.MachineNotReadyException;

/**
 * NVIDIA's driver and the GPUs that it shows to this process.
 *
 * @param release such as 580.159.04
 * @param cuda the newest CUDA that it serves, as 1000 major + 10 minor
 */
record GpuDriver(String release, int cuda, List<Gpu> gpus) {
  static final String ON_THE_CPU = "or compute with --set backend=torch_cpu";

  /** With this driver, CUDA's releases of one major number run on each other's. */
  private static final int MAJOR = 1000;

  GpuDriver {
    gpus = List.copyOf(gpus);
  }

  /**
   * A GPU, or the slice of one that MIG makes, whose name says so.
   *
   * @param multiprocessors of the slice, if it is one: bits depend on their number
   * @param capability such as 9.0
   * @param memory in bytes
   */
  record Gpu(String name, int multiprocessors, String capability, long memory) {
    boolean isSlice() {
      return name.contains(" MIG ");
    }

    @Override
    public String toString() {
      return "%s, %d multiprocessors, %d MiB%s"
          .formatted(name, multiprocessors, memory >> 20, isSlice() ? ", a slice of a GPU" : "");
    }
  }

  /**
   * The GPU of a number.
   *
   * @throws MachineNotReadyException if there is none
   */
  Gpu gpu(int index) {
    if (index >= gpus.size()) {
      throw new MachineNotReadyException(
          "no GPU %d: expected %d or more, the driver %s shows %d; remedy: look at nvidia-smi and CUDA_VISIBLE_DEVICES, %s"
              .formatted(index, index + 1, release, gpus.size(), ON_THE_CPU));
    }
    return gpus.get(index);
  }

  /**
   * @param runtime the CUDA that libtorch was built for
   * @throws MachineNotReadyException if the driver is too old for it
   */
  void requireServes(int runtime) {
    if (cuda / MAJOR < runtime / MAJOR) {
      throw new MachineNotReadyException(
          "NVIDIA's driver %s is too old: expected one for CUDA %d.0 or newer, as libtorch was built for CUDA %s, got one for CUDA %s; remedy: update the driver, or name a PyTorch for CUDA %d in %s"
              .formatted(
                  release,
                  runtime / MAJOR,
                  shown(runtime),
                  shown(cuda),
                  cuda / MAJOR,
                  TorchInstallation.OWN));
    }
  }

  /** Such as 13.0. */
  static String shown(int cuda) {
    return cuda / MAJOR + "." + cuda % MAJOR / 10;
  }

  static MachineNotReadyException missing() {
    return new MachineNotReadyException(
        "no NVIDIA driver: libcuda.so.1 cannot be loaded; remedy: install the driver, start a container with its GPU (docker run --gpus all), "
            + ON_THE_CPU);
  }

  /**
   * Why the driver does not start.
   *
   * @param code of cuInit
   */
  static MachineNotReadyException refusal(int code, String text) {
    String what =
        switch (code) {
          case 34 ->
              "libcuda.so.1 is the stub for linking, not the driver's; remedy: put the driver's before it in LD_LIBRARY_PATH";
          case 100 ->
              "the driver shows no GPU; remedy: look at nvidia-smi and CUDA_VISIBLE_DEVICES";
          case 803, 804 ->
              "libcuda.so.1 is not of the kernel's driver; remedy: restart the machine after an update of the driver, or take its compatibility libraries out of LD_LIBRARY_PATH";
          default -> "the driver does not start; remedy: nvidia-smi says why";
        };
    return new MachineNotReadyException(
        "no GPU: cuInit returned %d (%s), %s, %s".formatted(code, text, what, ON_THE_CPU));
  }
}
