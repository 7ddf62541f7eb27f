package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.planetbench.suites.MachineNotReadyException;

/**
 * The machine's C library. Its mathematical functions are those that NumPy calls: Java's own differ
 * from them in the last bit for some 3 % of arguments, and an episode's first state would with
 * them. (With AVX-512, NumPy has an exp, log1p and arctan2 of its own, which differ in 5 % of last
 * bits.)
 */
public final class CLibrary {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int LONGEST_VERSION = 64;
  private static final int RTLD_LAZY = 1;
  private static final int RTLD_NOLOAD = 4;

  // pure and short, so they may go without the transition that lets other threads collect garbage
  private static final MethodHandle LOG = mathematical("log");
  private static final MethodHandle SIN = mathematical("sin");
  private static final MethodHandle COS = mathematical("cos");
  private static final MethodHandle EXP = mathematical("exp");
  private static final MethodHandle LOG1P = mathematical("log1p");
  private static final MethodHandle POW = mathematicalOfTwo("pow");
  private static final MethodHandle ATAN2 = mathematicalOfTwo("atan2");

  private CLibrary() {}

  public static double log(double x) {
    try {
      return (double) LOG.invokeExact(x);
    } catch (Throwable e) {
      throw failed("log", e);
    }
  }

  public static double sin(double x) {
    try {
      return (double) SIN.invokeExact(x);
    } catch (Throwable e) {
      throw failed("sin", e);
    }
  }

  public static double cos(double x) {
    try {
      return (double) COS.invokeExact(x);
    } catch (Throwable e) {
      throw failed("cos", e);
    }
  }

  public static double exp(double x) {
    try {
      return (double) EXP.invokeExact(x);
    } catch (Throwable e) {
      throw failed("exp", e);
    }
  }

  public static double log1p(double x) {
    try {
      return (double) LOG1P.invokeExact(x);
    } catch (Throwable e) {
      throw failed("log1p", e);
    }
  }

  public static double pow(double base, double exponent) {
    try {
      return (double) POW.invokeExact(base, exponent);
    } catch (Throwable e) {
      throw failed("pow", e);
    }
  }

  public static double atan2(double y, double x) {
    try {
      return (double) ATAN2.invokeExact(y, x);
    } catch (Throwable e) {
      throw failed("atan2", e);
    }
  }

  /** Such as {@code glibc 2.36}. */
  public static String version() {
    try {
      MethodHandle version =
          LINKER.downcallHandle(find("gnu_get_libc_version"), returning(POINTER));
      MemorySegment text = (MemorySegment) version.invokeExact();
      return "glibc " + text.reinterpret(LONGEST_VERSION).getString(0);
    } catch (Throwable e) {
      throw failed("gnu_get_libc_version", e);
    }
  }

  /** Sets an environment variable of this process, for libraries that read it later. */
  public static void setEnvironment(String name, String value) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle setenv =
          LINKER.downcallHandle(find("setenv"), returning(INT, POINTER, POINTER, INT));
      int result = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
      if (result != 0) {
        throw new MujocoException("setenv", "returned " + result);
      }
    } catch (Throwable e) {
      throw failed("setenv", e);
    }
  }

  /** Whether a shared library of that name is in this process, whoever loaded it. */
  static boolean isLoaded(String library) {
    MethodHandle dlopen = LINKER.downcallHandle(find("dlopen"), returning(POINTER, POINTER, INT));
    MethodHandle dlclose = LINKER.downcallHandle(find("dlclose"), returning(INT, POINTER));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle =
          (MemorySegment) dlopen.invokeExact(arena.allocateFrom(library), RTLD_LAZY | RTLD_NOLOAD);
      if (handle.address() == 0) {
        return false;
      }
      int result = (int) dlclose.invokeExact(handle); // it was counted once more
      if (result != 0) {
        throw new MujocoException("dlclose", "returned " + result);
      }
      return true;
    } catch (Throwable e) {
      throw failed("dlopen", e);
    }
  }

  private static MethodHandle mathematical(String name) {
    return LINKER.downcallHandle(
        find(name), FunctionDescriptor.of(JAVA_DOUBLE, JAVA_DOUBLE), Linker.Option.critical(false));
  }

  private static MethodHandle mathematicalOfTwo(String name) {
    return LINKER.downcallHandle(
        find(name),
        FunctionDescriptor.of(JAVA_DOUBLE, JAVA_DOUBLE, JAVA_DOUBLE),
        Linker.Option.critical(false));
  }

  private static MemorySegment find(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(
            () ->
                new MachineNotReadyException(
                    "the C library has no "
                        + name
                        + ": expected glibc; remedy: use a glibc Linux"));
  }
}
