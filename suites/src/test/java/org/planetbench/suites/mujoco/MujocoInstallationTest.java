package org.planetbench.suites.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.suites.ChildJvm;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.MachineNotReadyException;
import org.planetbench.suites.TaskId;

/** What is said about an installation that is not the expected one; on copies. */
@Tag("native")
final class MujocoInstallationTest {
  private static final int MOV_EAX = 0xB8;
  private static final int RETURN = 0xC3;

  @TempDir private Path home;

  @BeforeEach
  void copyTheInstallation() throws IOException {
    MujocoInstallation real = MujocoInstallation.locate();
    Path library = home.resolve(".bench/mujoco").resolve(real.library().getFileName());
    Files.createDirectories(library.getParent());
    Files.copy(real.library(), library);
    copyModels(real.suite(), home.resolve(".bench/suite"));
    copyModels(real.suite().resolve("common"), home.resolve(".bench/suite/common"));
  }

  private static void copyModels(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.newDirectoryStream(from, "*.xml")) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private Path library() {
    return home.resolve(".bench/mujoco/libmujoco.so.3.17.0");
  }

  private String refusal() {
    return String.valueOf(
        assertThrows(MachineNotReadyException.class, () -> MujocoInstallation.verify(home))
            .getMessage());
  }

  private static void assertSays(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void acceptsAFaithfulCopy() {
    MujocoInstallation copy = MujocoInstallation.verify(home);
    assertEquals("3.17.0", copy.version());
    assertEquals(library(), copy.library());
    assertTrue(copy.librarySha256().startsWith("23496b02"), copy.librarySha256());
  }

  @Test
  void namesAMissingLibrary() throws IOException {
    Files.delete(library());
    assertSays(refusal(), library() + " is missing", "remedy: run `harness/bench doctor`");
  }

  @Test
  void namesAMissingModel() throws IOException {
    Path model = home.resolve(".bench/suite/walker.xml");
    Files.delete(model);
    assertSays(refusal(), model + " is missing", "remedy: run `harness/bench doctor`");
  }

  @Test
  void namesAnAlteredModel() throws IOException {
    Path model = home.resolve(".bench/suite/common/visual.xml");
    Files.writeString(model, " ", StandardOpenOption.APPEND);
    assertSays(
        refusal(), model + " is altered", "expected SHA-256 1e338ca5", "got ", "harness/bench");
  }

  @Test
  void namesAnAlteredLibrary() throws IOException {
    patchVersion(3_016_000);
    assertSays(refusal(), library() + " is altered: expected SHA-256 23496b02", "got ");
  }

  @Test
  void refusesAnotherVersionBeforeAnyStructIsRead() throws IOException {
    patchVersion(3_016_000);
    MachineNotReadyException refused =
        assertThrows(MachineNotReadyException.class, () -> MujocoLibrary.open(library()));
    assertSays(
        String.valueOf(refused.getMessage()),
        "expected mj_version() 3017000 (3.17.0)",
        "got 3016000",
        "harness/bench doctor");
  }

  @Test
  void refusesAFileThatIsNoLibrary() throws IOException {
    Files.writeString(library(), "not a library");
    assertThrows(MachineNotReadyException.class, () -> MujocoLibrary.open(library()));
  }

  /** Loads a task where the installation is what the system property says. */
  static final class LoadATask {
    private LoadATask() {}

    public static void main(String[] arguments) {
      for (int attempt = 0; attempt < 2; attempt++) {
        try {
          ControlSuite.load(new TaskId("cartpole_swingup")).close();
          System.out.println("loaded");
        } catch (MachineNotReadyException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void saysSoEachTimeATaskIsLoaded() throws IOException {
    Files.delete(library());
    Map<String, String> properties = Map.of("planetbench.home", home.toString());
    ChildJvm.Result result = ChildJvm.run(home, properties, LoadATask.class);
    assertEquals(0, result.exitCode(), result.errors());
    String expected = library() + " is missing; remedy: run `harness/bench doctor`";
    assertEquals(List.of(expected, expected), result.output().lines().toList());
  }

  /** Makes {@code mj_version}, which is "mov eax, 3017000; ret", return another number. */
  private void patchVersion(int version) throws IOException {
    byte[] code = Files.readAllBytes(library());
    int found = -1;
    for (int i = 0; i + 5 < code.length; i++) {
      if ((code[i] & 0xff) == MOV_EAX
          && (code[i + 5] & 0xff) == RETURN
          && number(code, i + 1).getInt() == StructTable.VERSION) {
        assertEquals(-1, found, "mj_version is not the only such function");
        found = i;
      }
    }
    assertTrue(found >= 0, "found no mj_version in the library");
    number(code, found + 1).putInt(version);
    Files.write(library(), code);
  }

  private static ByteBuffer number(byte[] code, int offset) {
    return ByteBuffer.wrap(code, offset, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
