package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.INT;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;
import static org.planetbench.agents.nn.torch.NativeFunctions.POINTER;
import static org.planetbench.agents.nn.torch.NativeFunctions.failed;
import static org.planetbench.agents.nn.torch.NativeFunctions.function;
import static org.planetbench.agents.nn.torch.NativeFunctions.returning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.planetbench.suites.MachineNotReadyException;

/**
 * NVIDIA's libraries that libtorch has brought into this process: found where they were loaded
 * from, since their names have another number with each release.
 */
final class CudaLibraries {
  private static final Path MAPPED = Path.of("/proc/self/maps");

  private static final Pattern CUDART = Pattern.compile("libcudart[-.][^/]*");
  private static final Pattern CUBLAS = Pattern.compile("libcublas[-.][^/]*");
  private static final Pattern CUDNN = Pattern.compile("libcudnn[-.][^/]*");

  private final SymbolLookup cudart;

  private CudaLibraries(SymbolLookup cudart) {
    this.cudart = cudart;
  }

  /**
   * @throws MachineNotReadyException if libtorch has not loaded CUDA's runtime
   */
  static CudaLibraries loaded() {
    return new CudaLibraries(open(CUDART));
  }

  /** The runtime's version, as 1000 major + 10 minor. */
  int runtime() {
    try (Arena arena = Arena.ofConfined()) {
      long cell = arena.allocate(Long.BYTES, Long.BYTES).address();
      check("cudaRuntimeGetVersion", call("cudaRuntimeGetVersion", cell));
      return MEMORY.get(INT, cell);
    }
  }

  /** Such as 13.1.0. */
  static String cublas() {
    SymbolLookup library = open(CUBLAS);
    try (Arena arena = Arena.ofConfined()) {
      long cell = arena.allocate(Long.BYTES, Long.BYTES).address();
      int[] numbers = new int[3]; // MAJOR_VERSION, MINOR_VERSION, PATCH_LEVEL
      for (int i = 0; i < numbers.length; i++) {
        var signature = returning(INT, INT, POINTER);
        if (DriverLibrary.invoke(library, "cublasGetProperty", signature, i, cell) != 0) {
          throw new MachineNotReadyException("cuBLAS does not say its version");
        }
        numbers[i] = MEMORY.get(INT, cell);
      }
      return numbers[0] + "." + numbers[1] + "." + numbers[2];
    }
  }

  /** Such as 9.17.0. */
  static String cudnn() {
    try {
      var version = function(open(CUDNN), "cudnnGetVersion", returning(LONG));
      return cudnn((long) version.invokeExact());
    } catch (Throwable e) {
      throw failed("cudnnGetVersion", e);
    }
  }

  /** From 10000 major + 100 minor + patch, as releases from 9 on count. */
  static String cudnn(long version) {
    return version / 10_000 + "." + version / 100 % 100 + "." + version % 100;
  }

  /**
   * Bytes of a GPU. It makes a context there, if there is none yet.
   *
   * @param free to this and other processes
   */
  record Memory(long free, long total) {
    @Override
    public String toString() {
      return "%d of %d MiB are free".formatted(free >> 20, total >> 20);
    }
  }

  /** Of the GPU that this thread computes on. */
  Memory memory() {
    try (Arena arena = Arena.ofConfined()) {
      long cells = arena.allocate(LONG, 2).address();
      check("cudaMemGetInfo", call("cudaMemGetInfo", cells, cells + Long.BYTES));
      return new Memory(MEMORY.get(LONG, cells), MEMORY.get(LONG, cells + Long.BYTES));
    }
  }

  private int call(String name, Object... pointers) {
    var arguments = new MemoryLayout[pointers.length];
    Arrays.fill(arguments, POINTER);
    return DriverLibrary.invoke(cudart, name, returning(INT, arguments), pointers);
  }

  private void check(String name, int code) {
    if (code != 0) {
      throw new CudaException(name, code, text(code));
    }
  }

  private String text(int code) {
    try {
      var text = function(cudart, "cudaGetErrorString", returning(POINTER, INT));
      return MEMORY.getString((long) text.invokeExact(code));
    } catch (Throwable e) {
      throw failed("cudaGetErrorString", e);
    }
  }

  private static SymbolLookup open(Pattern name) {
    return SymbolLookup.libraryLookup(find(mapped(), name), Arena.global());
  }

  /** The lines that say what is loaded into this process. */
  static List<String> mapped() {
    try {
      return Files.readAllLines(MAPPED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param maps lines of /proc/self/maps
   */
  static Path find(List<String> maps, Pattern name) {
    return all(maps, name).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new MachineNotReadyException(
                    "libtorch_cuda.so has loaded no library of name "
                        + name
                        + ": expected PyTorch's own wheels; remedy: name another PyTorch in "
                        + TorchInstallation.OWN));
  }

  /** The libraries of such names, each once, in their order. */
  static List<Path> all(List<String> maps, Pattern name) {
    return maps.stream()
        .filter(line -> line.indexOf('/') >= 0)
        .map(line -> Path.of(line.substring(line.indexOf('/'))))
        .filter(path -> name.matcher(path.getFileName().toString()).matches())
        .distinct()
        .toList();
  }
}
