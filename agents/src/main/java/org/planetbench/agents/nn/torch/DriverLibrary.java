package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.INT;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;
import static org.planetbench.agents.nn.torch.NativeFunctions.POINTER;
import static org.planetbench.agents.nn.torch.NativeFunctions.failed;
import static org.planetbench.agents.nn.torch.NativeFunctions.function;
import static org.planetbench.agents.nn.torch.NativeFunctions.returning;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.planetbench.agents.nn.torch.GpuDriver.Gpu;
import org.planetbench.suites.MachineNotReadyException;

/** Asks NVIDIA's driver by its C functions, without making a context on a GPU. */
final class DriverLibrary {
  private static final String DRIVER = "libcuda.so.1";
  private static final String MANAGEMENT = "libnvidia-ml.so.1";
  private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");
  private static final Pattern RELEASE = Pattern.compile("\\b([0-9]+(?:\\.[0-9]+){1,2})\\b");

  // CUdevice_attribute
  private static final int MULTIPROCESSORS = 16;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  private static final int TEXT = 256;

  private final SymbolLookup library;
  private final long cell;

  private DriverLibrary(SymbolLookup library, long cell) {
    this.library = library;
    this.cell = cell;
  }

  /**
   * @throws MachineNotReadyException if there is no driver, or none that starts
   */
  static GpuDriver probe() {
    SymbolLookup library = open(DRIVER).orElseThrow(GpuDriver::missing);
    try (Arena arena = Arena.ofConfined()) {
      return new DriverLibrary(library, arena.allocate(TEXT, Long.BYTES).address()).ask();
    }
  }

  private GpuDriver ask() {
    int code = call("cuInit", returning(INT, INT), 0);
    if (code != 0) {
      throw GpuDriver.refusal(code, errorText(code));
    }
    int cuda = number("cuDriverGetVersion");
    List<Gpu> gpus = new ArrayList<>();
    int count = number("cuDeviceGetCount");
    for (int i = 0; i < count; i++) {
      gpus.add(gpu(i));
    }
    return new GpuDriver(release(), cuda, gpus);
  }

  private Gpu gpu(int index) {
    check("cuDeviceGet", call("cuDeviceGet", returning(INT, POINTER, INT), cell, index));
    int device = MEMORY.get(INT, cell);
    check(
        "cuDeviceTotalMem",
        call("cuDeviceTotalMem_v2", returning(INT, POINTER, INT), cell, device));
    long memory = MEMORY.get(LONG, cell);
    check(
        "cuDeviceGetName",
        call("cuDeviceGetName", returning(INT, POINTER, INT, INT), cell, TEXT, device));
    String name = MEMORY.getString(cell);
    return new Gpu(
        name,
        attribute(MULTIPROCESSORS, device),
        attribute(CAPABILITY_MAJOR, device) + "." + attribute(CAPABILITY_MINOR, device),
        memory);
  }

  private int attribute(int attribute, int device) {
    check(
        "cuDeviceGetAttribute",
        call("cuDeviceGetAttribute", returning(INT, POINTER, INT, INT), cell, attribute, device));
    return MEMORY.get(INT, cell);
  }

  private int number(String name) {
    check(name, call(name, returning(INT, POINTER), cell));
    return MEMORY.get(INT, cell);
  }

  private String errorText(int code) {
    int unknown = call("cuGetErrorString", returning(INT, INT, POINTER), code, cell);
    return unknown == 0 ? MEMORY.getString(MEMORY.get(LONG, cell)) : "unknown error";
  }

  private void check(String name, int code) {
    if (code != 0) {
      throw new MachineNotReadyException(
          "NVIDIA's driver: "
              + name
              + " returned "
              + code
              + " ("
              + errorText(code)
              + "); remedy: nvidia-smi says what the GPU has");
    }
  }

  private int call(String name, FunctionDescriptor signature, Object... arguments) {
    return invoke(library, name, signature, arguments);
  }

  /** Rarely called: arguments may be boxed. */
  static int invoke(
      SymbolLookup library, String name, FunctionDescriptor signature, Object... arguments) {
    MethodHandle function = function(library, name, signature);
    try {
      return (int) function.invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw failed(name, e);
    }
  }

  static Optional<SymbolLookup> open(String name) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Of the management library, which a container may lack, else of the kernel's module. */
  private String release() {
    Optional<SymbolLookup> management = open(MANAGEMENT);
    if (management.isPresent()
        && invoke(management.get(), "nvmlInit_v2", returning(INT)) == 0
        && invoke(
                management.get(),
                "nvmlSystemGetDriverVersion",
                returning(INT, POINTER, INT),
                cell,
                TEXT)
            == 0) {
      return MEMORY.getString(cell);
    }
    try {
      return release(Files.readString(KERNEL_MODULE));
    } catch (IOException e) {
      throw new MachineNotReadyException(
          "cannot tell the driver's release: expected "
              + MANAGEMENT
              + " or "
              + KERNEL_MODULE
              + "; remedy: in a container, set NVIDIA_DRIVER_CAPABILITIES=compute,utility,graphics",
          e);
    }
  }

  /** From a line such as {@code NVRM version: NVIDIA UNIX x86_64 Kernel Module 580.159.04 ...}. */
  static String release(String module) throws IOException {
    Matcher match = RELEASE.matcher(module);
    if (!match.find()) {
      throw new IOException("no release in " + module);
    }
    return match.group(1);
  }
}
