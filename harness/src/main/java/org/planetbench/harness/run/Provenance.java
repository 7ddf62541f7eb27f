package org.planetbench.harness.run;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.results.run.RunRecord;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.control.RenderFingerprint;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MachineFingerprint;
import org.planetbench.suites.mujoco.MujocoInstallation;

/**
 * What made a run: the program, the machine and its libraries. On which of these facts the run's
 * bits depend says {@link org.planetbench.results.run.certificate.Fingerprint}: whatever is added
 * here counts, unless it is excepted there.
 */
final class Provenance {
  private Provenance() {}

  /**
   * The facts by name, in a fixed order: commit, the variant's edition, JVM, operating system, CPU,
   * and the native libraries that this cell uses.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if one of them is not as expected
   */
  static SequencedMap<String, String> of(CellSetting setting) {
    SequencedMap<String, String> facts = ofMachine(setting);
    facts.put("c_library", MachineFingerprint.here().cLibrary());
    if (setting.variant().kind().learns()) {
      facts.putAll(setting.recipe().backend().provenance(setting.recipe().precision()));
    }
    if (ControlSuite.tasks().contains(setting.task())) {
      MujocoInstallation mujoco = MujocoInstallation.locate();
      facts.put("mujoco.version", mujoco.version());
      facts.put("mujoco.library_sha256", mujoco.librarySha256());
      facts.put("mujoco.suite_sha256", mujoco.suiteSha256());
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
    facts.put(RunRecord.EDITION, setting.variant().edition().key());
    facts.put("jvm", System.getProperty("java.vm.vendor") + " " + Runtime.version());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("cpu", MachineFingerprint.cpuModel());
    facts.put(
        "cpu_features_sha256",
        DigestUtils.sha256Hex(String.join(" ", MachineFingerprint.cpuFlags())));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return facts;
  }
}
