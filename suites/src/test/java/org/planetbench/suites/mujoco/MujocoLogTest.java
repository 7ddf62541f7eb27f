package org.planetbench.suites.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.suites.ChildJvm;

/** An error of the engine ends a process with a message, and leaves no file behind. */
@Tag("native")
final class MujocoLogTest {
  @TempDir private Path folder;

  /** Calls {@code mju_error}, as the engine does when it cannot go on. */
  static final class CallError {
    private CallError() {}

    public static void main(String[] arguments) throws Throwable {
      var error =
          Linker.nativeLinker()
              .downcallHandle(
                  MujocoLibrary.load().symbols().find("mju_error").orElseThrow(),
                  FunctionDescriptor.ofVoid(ValueLayout.ADDRESS),
                  Linker.Option.firstVariadicArg(1));
      try (Arena arena = Arena.ofConfined()) {
        error.invokeExact(arena.allocateFrom("the stack is full"));
      }
      System.out.println("still alive");
    }
  }

  @Test
  void anErrorEndsTheProcessWithOurMessage() {
    ChildJvm.Result result = ChildJvm.run(folder, Map.of(), CallError.class);
    assertEquals(MujocoLog.FATAL_EXIT, result.exitCode(), result.errors());
    assertEquals("", result.output());
    assertTrue(
        result.errors().contains("MuJoCo ended this process: mju_error: the stack is full"),
        result.errors());
    assertFalse(Files.exists(folder.resolve("MUJOCO_LOG.TXT")));
  }
}
