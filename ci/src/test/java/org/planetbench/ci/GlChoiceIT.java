package org.planetbench.ci;

import static java.util.regex.Pattern.MULTILINE;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code MUJOCO_GL}, which users of dm_control have set. */
@Tag("native")
final class GlChoiceIT {
  @TempDir private Path directory;

  /** Where there is no OSMesa, that is what fails: EGL does not step in. */
  @Test
  void drawsAsDmControlsVariableSays() throws IOException, InterruptedException {
    Bench.Ended ended = Bench.in(directory).environment("MUJOCO_GL", "osmesa").run("doctor");
    Pattern drawn = Pattern.compile("^(ok +opengl +osmesa,|broken +opengl +libOSMesa)", MULTILINE);
    assertTrue(drawn.matcher(ended.out()).find(), ended::toString);
  }

  @Test
  void saysWhatItDoesNotFollow() throws IOException, InterruptedException {
    Bench.in(directory)
        .environment("MUJOCO_GL", "glfw")
        .run("rollout", "--task", "cartpole_balance", "--seed", "1", "--steps", "2")
        .requireExitCode(0)
        .requireErr("MUJOCO_GL=glfw is ignored: pictures are drawn by egl or osmesa");
  }
}
