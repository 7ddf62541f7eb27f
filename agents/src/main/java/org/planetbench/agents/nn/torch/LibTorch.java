package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.INT;
import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;
import static org.planetbench.agents.nn.torch.NativeFunctions.POINTER;
import static org.planetbench.agents.nn.torch.NativeFunctions.failed;
import static org.planetbench.agents.nn.torch.NativeFunctions.function;
import static org.planetbench.agents.nn.torch.NativeFunctions.returning;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.torch.TorchDevice.Kind;
import org.planetbench.suites.MachineNotReadyException;
import org.planetbench.suites.mujoco.CLibrary;

/**
 * The libtorch of this process: loaded once, for good, after all that is needed of it was found.
 *
 * <p>It is opened so that its symbols stay its own (dlopen's RTLD_LOCAL): ND4J brings a oneDNN and
 * an OpenBLAS, too, and whichever came second would else be answered by the first.
 */
public final class LibTorch {
  /** The first release with the functions that are called here. */
  static final String FLOOR = "2.10.0";

  private static final Pattern BLAS =
      Pattern.compile("lib(openblas|blas|cblas|flexiblas|blis|mkl)[^/]*");

  /** In the path of ND4J's libraries, which this one does not use. */
  private static final String OF_ND4J = "bytedeco";

  private static final String ABI_VERSION = ShimFunction.ABI_VERSION.symbol();

  private static @Nullable LibTorch loaded;

  private final TorchInstallation installation;
  private final SymbolLookup symbols;
  private final String version;
  private final @Nullable MethodHandle errorText;
  private final @Nullable MethodHandle setThreads;
  private final Precision precision;
  private @Nullable SymbolLookup cuda;

  private LibTorch(TorchInstallation installation, SymbolLookup symbols, Precision precision) {
    this.installation = installation;
    this.symbols = symbols;
    this.precision = precision;
    this.version = version(abiVersion(symbols));
    // since 2.13
    this.errorText =
        optional(symbols, "torch_exception_get_what_without_backtrace", returning(POINTER));
    this.setThreads = optional(symbols, "omp_set_num_threads", FunctionDescriptor.ofVoid(INT));
  }

  /**
   * @throws MachineNotReadyException if there is none, or one without all that is needed
   */
  public static synchronized LibTorch load() {
    return loaded == null ? load(Kind.CPU, Precision.FP32) : loaded;
  }

  /** That which serves GPUs, if one was set up for them; else whichever there is. */
  public static LibTorch loadForGpus() {
    return load(Kind.CUDA, Precision.FP32);
  }

  /**
   * @param kind of device that is to compute
   * @param precision of this process, from its first call on
   * @throws MachineNotReadyException if there is none, or one without all that is needed
   */
  static synchronized LibTorch load(Kind kind, Precision precision) {
    if (loaded == null) {
      precision.environment().forEach(CLibrary::setEnvironment);
      loaded = open(TorchInstallation.locate(kind), precision);
    }
    if (loaded.precision != precision) {
      throw new IllegalStateException(
          "libtorch computes in "
              + loaded.precision
              + " in this process: expected "
              + precision
              + ", which a process chooses once");
    }
    return loaded;
  }

  static LibTorch open(TorchInstallation installation, Precision precision) {
    Path library = installation.library();
    // gfortran's library asks for it and does not say where: one that is loaded will do
    Path quadmath = installation.folder().resolve("libquadmath.so.0");
    if (Files.isRegularFile(quadmath)) {
      var _ = open(quadmath);
    }
    SymbolLookup symbols = open(library);
    List<String> missing =
        ShimFunction.all().stream()
            .map(ShimFunction::symbol)
            .filter(symbol -> symbols.find(symbol).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      throw new MachineNotReadyException(
          library
              + " cannot be used: expected libtorch "
              + FLOOR
              + " or newer, got "
              + (missing.contains(ABI_VERSION) ? "none" : version(abiVersion(symbols)))
              + ", without "
              + missing.getFirst()
              + (missing.size() == 1 ? "" : " and " + (missing.size() - 1) + " functions more")
              + "; remedy: install a newer PyTorch, or unset "
              + TorchInstallation.OWN);
    }
    LibTorch torch = new LibTorch(installation, symbols, precision);
    torch.limitBlas();
    return torch;
  }

  private static SymbolLookup open(Path library) {
    try {
      return SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new MachineNotReadyException(
          library
              + " cannot be loaded: "
              + e.getMessage()
              + "; remedy: run `harness/bench doctor`, or `ldd "
              + library
              + "`",
          e);
    }
  }

  /** Whether one was set up, or is named, for good or ill. */
  public static boolean isThere() {
    return TorchInstallation.isThere();
  }

  /** Whether it may compute on a GPU. */
  public boolean servesGpus() {
    return installation.cudaLibrary().isPresent();
  }

  /** Such as 2.10.0. */
  public String version() {
    return version;
  }

  /** Where its libraries lie. */
  public Path folder() {
    return installation.folder();
  }

  Precision precision() {
    return precision;
  }

  /** Of the part that computes on the CPU. */
  String sha256() {
    return sha256(installation.library());
  }

  /**
   * Of the libraries of linear algebra that the user's own libtorch has brought along, by their
   * names; a pinned one brings its own, always the same.
   */
  SortedMap<String, String> blasSha256() {
    SortedMap<String, String> libraries = new TreeMap<>();
    if (TorchInstallation.isOwn()) {
      for (Path library : CudaLibraries.all(CudaLibraries.mapped(), BLAS)) {
        if (!library.toString().contains(OF_ND4J)) {
          libraries.put(String.valueOf(library.getFileName()), sha256(library));
        }
      }
    }
    return libraries;
  }

  /** Of the part that computes on GPUs. */
  String cudaSha256() {
    return sha256(installation.cudaLibrary().orElseThrow());
  }

  private static String sha256(Path library) {
    try (InputStream in = Files.newInputStream(library)) {
      return DigestUtils.sha256Hex(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SymbolLookup symbols() {
    return symbols;
  }

  /**
   * Loads what computes on GPUs, unless that has happened.
   *
   * @throws MachineNotReadyException if this libtorch was built without CUDA
   */
  synchronized SymbolLookup loadCuda() {
    if (cuda == null) {
      cuda = open(cudaLibrary());
    }
    return cuda;
  }

  /**
   * @throws MachineNotReadyException if this libtorch was built without CUDA
   */
  Path cudaLibrary() {
    return installation
        .cudaLibrary()
        .orElseThrow(
            () ->
                new MachineNotReadyException(
                    "libtorch in "
                        + folder()
                        + " computes on CPUs only: expected libtorch_cuda.so beside it; remedy:"
                        + " name a PyTorch with CUDA in "
                        + TorchInstallation.OWN
                        + ", or run `harness/bench setup --backend torch-cuda`"));
  }

  /** Of what has just failed, what CUDA says afterwards; nothing where no GPU computes. */
  private String stateOfGpu() {
    if (cuda == null) {
      return "";
    }
    try {
      return "; " + CudaLibraries.loaded().memory();
    } catch (CudaException e) {
      return "; " + e.getMessage();
    }
  }

  /**
   * Makes operators on the CPU run on the very thread that calls this, without helpers: their sums
   * then have one order, whatever the machine.
   */
  void computeOnCallingThread(long cell) {
    Shim.threads(cell); // the first question of a thread sets its default
    if (setThreads != null) {
      try {
        setThreads.invokeExact(1);
      } catch (Throwable e) {
        throw failed("omp_set_num_threads", e);
      }
    }
    int threads = Shim.threads(cell);
    if (threads != 1) {
      throw new MachineNotReadyException(
          "libtorch in "
              + folder()
              + " computes with "
              + threads
              + " threads: expected 1; remedy: set OMP_NUM_THREADS=1, in cells --set threads=1,"
              + " with bench submit --cpus 1");
    }
  }

  /** OpenBLAS, where libtorch uses it, has threads of its own, the same for the whole process. */
  private void limitBlas() {
    MethodHandle set =
        optional(symbols, "openblas_set_num_threads", FunctionDescriptor.ofVoid(INT));
    if (set != null) {
      try {
        set.invokeExact(1);
      } catch (Throwable e) {
        throw failed("openblas_set_num_threads", e);
      }
    }
  }

  /**
   * What libtorch says about the call of this thread that has just failed; where it keeps that from
   * its caller, what the GPU itself says.
   */
  String lastError() {
    if (errorText == null) {
      return "libtorch "
          + version
          + " prints the reason to standard error; 2.13 and newer tell it here"
          + stateOfGpu();
    }
    try {
      long text = (long) errorText.invokeExact();
      return text == 0
          ? "no reason told"
          : MEMORY.getString(text).strip().replaceAll("\\s*\\R\\s*", "; ");
    } catch (Throwable e) {
      throw failed("torch_exception_get_what_without_backtrace", e);
    }
  }

  private static @Nullable MethodHandle optional(
      SymbolLookup symbols, String name, FunctionDescriptor signature) {
    return symbols.find(name).isEmpty() ? null : function(symbols, name, signature);
  }

  private static long abiVersion(SymbolLookup symbols) {
    try {
      return (long) function(symbols, ABI_VERSION, returning(LONG)).invokeExact();
    } catch (Throwable e) {
      throw failed(ABI_VERSION, e);
    }
  }

  /** The highest three bytes are major, minor and patch. */
  static String version(long abi) {
    return (abi >>> 56) + "." + (abi >>> 48 & 0xff) + "." + (abi >>> 40 & 0xff);
  }
}
