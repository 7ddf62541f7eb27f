package org.planetbench.suites.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.suites.MachineNotReadyException;

final class GlBackendTest {
  private static final Optional<GlBackend> EGL = Optional.of(GlBackend.EGL);
  private static final Optional<GlBackend> OSMESA = Optional.of(GlBackend.OSMESA);

  private static Optional<GlBackend> wanted(String... environment) {
    return GlBackend.wanted(null, map(environment));
  }

  private static Map<String, String> map(String... pairs) {
    return pairs.length == 2
        ? Map.of(pairs[0], pairs[1])
        : Map.of(pairs[0], pairs[1], pairs[2], pairs[3]);
  }

  @Test
  void takesThePropertyBeforeOurVariableBeforeDmControls() {
    assertEquals(OSMESA, wanted("MUJOCO_GL", "osmesa"));
    assertEquals(EGL, wanted("MUJOCO_GL", " EGL "));
    assertEquals(EGL, wanted("MUJOCO_GL", "osmesa", "PLANETBENCH_GL", "egl"));
    assertEquals(OSMESA, wanted("MUJOCO_GL", "osmesa", "PLANETBENCH_GL", ""));
    assertEquals(OSMESA, GlBackend.wanted("osmesa", map("PLANETBENCH_GL", "egl")));
    assertEquals(Optional.empty(), wanted("PLANETBENCH_GL", ""));
  }

  @Test
  void namesWhereAnUnknownBackendWasAskedFor() {
    Map<String, String> environment = map("PLANETBENCH_GL", "glfw");
    assertEquals(
        "PLANETBENCH_GL: expected egl or osmesa, got 'glfw'; remedy: leave it unset",
        refusal(() -> GlBackend.wanted(null, environment)));
    assertEquals(
        "-Dplanetbench.gl: expected egl or osmesa, got 'vulkan'; remedy: leave it unset",
        refusal(() -> GlBackend.wanted("vulkan", environment)));
  }

  private static String refusal(Executable asking) {
    return String.valueOf(assertThrows(MachineNotReadyException.class, asking).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"glfw", "foo", "disabled", "0"})
  void saysWhatOfDmControlsIsIgnored(String name) {
    assertEquals(Optional.empty(), wanted("MUJOCO_GL", name));
    assertEquals(
        Optional.of("MUJOCO_GL=" + name + " is ignored: pictures are drawn by egl or osmesa"),
        GlBackend.remark(map("MUJOCO_GL", name)));
  }

  @Test
  void saysWhenOurVariableOverrules() {
    assertEquals(
        Optional.of("MUJOCO_GL=osmesa is ignored: PLANETBENCH_GL is egl"),
        GlBackend.remark(map("MUJOCO_GL", "osmesa", "PLANETBENCH_GL", "egl")));
    assertEquals(
        Optional.empty(), GlBackend.remark(map("MUJOCO_GL", "egl", "PLANETBENCH_GL", "egl")));
    assertEquals(Optional.empty(), GlBackend.remark(map("MUJOCO_GL", "osmesa")));
    assertEquals(Optional.empty(), GlBackend.remark(map("MUJOCO_GL", " ")));
  }

  @Test
  void saysThatNoDeviceCanBeChosen() {
    String device =
        "MUJOCO_EGL_DEVICE_ID=1 is ignored: egl draws on the first device that can be initialised";
    assertEquals(Optional.of(device), GlBackend.remark(map("MUJOCO_EGL_DEVICE_ID", "1")));
    assertEquals(
        Optional.of("MUJOCO_GL=glfw is ignored: pictures are drawn by egl or osmesa; " + device),
        GlBackend.remark(map("MUJOCO_GL", "glfw", "MUJOCO_EGL_DEVICE_ID", "1")));
    assertEquals(Optional.empty(), GlBackend.remark(map("MUJOCO_EGL_DEVICE_ID", "")));
  }
}
