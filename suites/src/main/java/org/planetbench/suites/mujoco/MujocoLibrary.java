package org.planetbench.suites.mujoco;

import static org.planetbench.suites.mujoco.NativeFunctions.INT;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.function;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.planetbench.suites.MachineNotReadyException;

/**
 * The libmujoco of this process: loaded once, for good, after its files were verified.
 *
 * <p>{@link Mujoco} and {@link MujocoDrawing} look their functions up in class initialisers, where
 * an exception would surface as a NoClassDefFoundError. So everything that can be wrong with an
 * installation is found by {@link #load}, which every entry point calls first.
 */
final class MujocoLibrary {
  private static @Nullable MujocoLibrary loaded;

  private final MujocoInstallation installation;
  private final SymbolLookup symbols;

  private MujocoLibrary(MujocoInstallation installation, SymbolLookup symbols) {
    this.installation = installation;
    this.symbols = symbols;
  }

  /**
   * @throws MachineNotReadyException if the library or a model file is not the expected one
   */
  static synchronized MujocoLibrary load() {
    if (loaded == null) {
      MujocoInstallation installation = MujocoInstallation.locate();
      SymbolLookup symbols = open(installation.library());
      MujocoLog.install(symbols);
      loaded = new MujocoLibrary(installation, symbols);
    }
    return loaded;
  }

  /** Opens a library and makes sure that it is of the version of the struct table. */
  static SymbolLookup open(Path library) {
    SymbolLookup symbols;
    try {
      symbols = SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new MachineNotReadyException(
          library + " cannot be loaded; remedy: run `harness/bench doctor`", e);
    }
    int version = version(symbols);
    if (version != StructTable.VERSION) {
      throw new MachineNotReadyException(
          library
              + " is the wrong version of MuJoCo: expected mj_version() "
              + StructTable.VERSION
              + " ("
              + StructTable.RELEASE
              + "), got "
              + version
              + "; remedy: run `harness/bench doctor`");
    }
    return symbols;
  }

  private static int version(SymbolLookup symbols) {
    try {
      return (int) function(symbols, "mj_version", returning(INT)).invokeExact();
    } catch (Throwable e) {
      throw failed("mj_version", e);
    }
  }

  MujocoInstallation installation() {
    return installation;
  }

  SymbolLookup symbols() {
    return symbols;
  }
}
