package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.control.RenderFingerprint;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MujocoInstallation;

/**
 * What made a run: the machine and the libraries that its bits depend on. Two runs of one cell with
 * the same fingerprint are equal bit for bit.
 */
final class Fingerprint {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Fingerprint() {}

  /**
   * The facts by name, in a fixed order: commit, JVM, operating system, CPU, and the native
   * libraries that this cell uses.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if one of them is not as expected
   */
  static SequencedMap<String, String> of(CellSetting setting) {
    SequencedMap<String, String> facts = ofMachine(setting);
    if (setting.variant().learns()) {
      Nd4jBackend.provenance().forEach((key, value) -> facts.put("nd4j." + key, value));
    }
    if (ControlSuite.tasks().contains(setting.task())) {
      MujocoInstallation mujoco = MujocoInstallation.locate();
      facts.put("mujoco.version", mujoco.version());
      facts.put("mujoco.library_sha256", mujoco.librarySha256());
      Graphics graphics = Graphics.probe();
      facts.put("gl.backend", graphics.backend());
      facts.put("gl.renderer", graphics.renderer());
      facts.put("gl.version", graphics.version());
      facts.put("gl.pictures_sha256", RenderFingerprint.sha256());
    }
    return facts;
  }

  /** The facts that are there even where a library is not. */
  static SequencedMap<String, String> ofMachine(CellSetting setting) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("commit", setting.spec().commit());
    facts.put("jvm", System.getProperty("java.vm.vendor") + " " + Runtime.version());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("cpu", cpu("model name"));
    facts.put("cpu_features_sha256", sha256(cpu("flags")));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return facts;
  }

  /** The first line of this name in Linux's description of the processors. */
  private static String cpu(String name) {
    try {
      List<String> lines = Files.readAllLines(CPU);
      return lines.stream()
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
