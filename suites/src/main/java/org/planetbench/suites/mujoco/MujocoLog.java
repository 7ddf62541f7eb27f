package org.planetbench.suites.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.planetbench.suites.mujoco.NativeFunctions.POINTER;
import static org.planetbench.suites.mujoco.NativeFunctions.failed;
import static org.planetbench.suites.mujoco.NativeFunctions.function;
import static org.planetbench.suites.mujoco.NativeFunctions.returning;
import static org.planetbench.suites.mujoco.NativeFunctions.returningNothing;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Receives what MuJoCo has to say, in place of its own handler, which writes MUJOCO_LOG.TXT into
 * the working directory.
 *
 * <p>An error of MuJoCo ({@code mju_error}) must not return: the engine would go on with broken
 * state, and an exception cannot cross the C frames. So it ends the process, but with our message
 * and our exit code. A warning is kept for the exception that the caller will throw.
 */
final class MujocoLog {
  /** What a process ends with after {@code mju_error}: EX_SOFTWARE of sysexits.h. */
  static final int FATAL_EXIT = 70;

  private static final long LEVEL = StructTable.offset("mjLogMessage.level");
  private static final long SUBJECT = StructTable.offset("mjLogMessage.subject");
  private static final long FUNCTION = StructTable.offset("mjLogMessage.func");
  private static final int WARNING = StructTable.constant("mjLOG_WARNING");
  private static final int ERROR = StructTable.constant("mjLOG_ERROR");
  private static final MemoryLayout MESSAGE =
      MemoryLayout.sequenceLayout(StructTable.sizeOf("mjLogMessage"), ValueLayout.JAVA_BYTE);

  private static final ThreadLocal<@Nullable String> LAST_WARNING = new ThreadLocal<>();

  private MujocoLog() {}

  static void install(SymbolLookup library) {
    try {
      MemorySegment handler =
          Linker.nativeLinker()
              .upcallStub(
                  MethodHandles.lookup()
                      .findStatic(
                          MujocoLog.class,
                          "receive",
                          MethodType.methodType(void.class, MemorySegment.class)),
                  returningNothing(ADDRESS.withTargetLayout(MESSAGE)),
                  Arena.global());
      MemorySegment unusedPrevious =
          (MemorySegment)
              function(library, "mju_setLogHandler", returning(POINTER, POINTER))
                  .invokeExact(handler);
    } catch (Throwable e) {
      throw failed("mju_setLogHandler", e);
    }
  }

  /** The last warning that this thread's calls have caused since the last question, or "". */
  static String takeLastWarning() {
    String warning = LAST_WARNING.get();
    LAST_WARNING.remove();
    return warning == null ? "" : warning;
  }

  /** Called by MuJoCo, on the thread that called MuJoCo. Nothing may be thrown from here. */
  @SuppressWarnings("UnusedMethod") // an upcall
  private static void receive(MemorySegment message) {
    int level = message.get(JAVA_INT, LEVEL);
    String subject = message.getString(SUBJECT);
    if (level == ERROR) {
      MemorySegment name = message.get(ADDRESS, FUNCTION);
      String function =
          name.address() == 0 ? "" : " in " + name.reinterpret(Long.MAX_VALUE).getString(0);
      System.err.println(
          "MuJoCo ended this process: mju_error" + function + ": " + subject.strip());
      System.err.flush();
      Runtime.getRuntime().halt(FATAL_EXIT);
    } else if (level == WARNING) {
      LAST_WARNING.set(subject.strip());
    }
  }
}
