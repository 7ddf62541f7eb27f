package org.planetbench.suites.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
final class MujocoModelTest {
  @TempDir private Path folder;

  @Test
  void findsQuantitiesByName() {
    try (MujocoModel model = MujocoModel.ofDomain("humanoid");
        MujocoData data = new MujocoData(model)) {
      assertEquals(28, model.size("nq"));
      assertEquals(7, data.row("qpos", "root").length());
      assertEquals(6, data.row("qvel", "root").length());
      assertEquals(1, data.row("qpos", "abdomen_z").length());
      assertEquals(3, data.row("sensordata", "torso_subtreelinvel").length());
      assertEquals(9, data.row("xmat", "head").length());
      assertEquals(0.005, model.timestep());
      NativeArray root = data.row("qpos", "root");
      data.reset();
      assertEquals(1.5, root.get(2)); // pos="0 0 1.5" of the torso in the XML
      data.array("qpos").set(2, 4);
      assertEquals(4, root.get(2));
    }
  }

  @Test
  void namesWhatIsUnknown() {
    try (MujocoModel model = MujocoModel.ofDomain("cartpole")) {
      assertSays("cartpole.xml has no GEOM named 'wing'", () -> model.row("geom_size", "wing"));
      assertSays("MuJoCo 3.17.0 has no 'model.ptr.geom_smell'", () -> model.array("geom_smell"));
    }
  }

  private static void assertSays(String expected, Executable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(expected), message);
  }

  @Test
  void passesOnWhatTheCompilerSays() throws IOException {
    Path xml = folder.resolve("broken.xml");
    Files.writeString(xml, "<mujoco><worldbody><geom type='egg'/></worldbody></mujoco>");
    String message =
        String.valueOf(
            assertThrows(MujocoException.class, () -> MujocoModel.load(xml)).getMessage());
    assertTrue(message.startsWith("mj_loadXML: XML Error"), message);
    assertTrue(message.contains("broken.xml"), message);
  }

  @Test
  void refusesUseAfterCloseAndOnOtherThreads() {
    NativeArray positions;
    try (MujocoModel model = MujocoModel.ofDomain("cartpole");
        MujocoData data = new MujocoData(model)) {
      positions = data.array("qpos");
      assertThrows(CompletionException.class, () -> CompletableFuture.runAsync(data::step).join());
      assertThrows(
          CompletionException.class,
          () -> CompletableFuture.runAsync(() -> positions.set(0, 1)).join());
      data.step();
    }
    assertThrows(IllegalStateException.class, () -> positions.get(0));
  }

  @Test
  void copiesASimulationExactly() {
    try (MujocoModel model = MujocoModel.ofDomain("walker");
        MujocoData data = new MujocoData(model);
        MujocoData copy = new MujocoData(model)) {
      for (int i = 0; i < 50; i++) {
        data.step();
      }
      copy.copyFrom(data);
      for (int i = 0; i < 50; i++) {
        data.step();
        copy.step();
      }
      for (String array : new String[] {"qpos", "qvel", "qacc_warmstart"}) {
        assertArrayEquals(data.array(array).toArray(), copy.array(array).toArray(), array);
      }
    }
  }
}
