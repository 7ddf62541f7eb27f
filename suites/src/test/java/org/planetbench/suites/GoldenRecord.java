package org.planetbench.suites;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MachineFingerprint;

/** What dm_control did in a task: its oracle. The README of the test resources has the fields. */
public final class GoldenRecord {
  /** The system property that names a folder of other records than those of the resources. */
  static final String FOLDER_PROPERTY = "planetbench.records";

  private final JsonNode record;

  /**
   * Consecutive episodes of one environment.
   *
   * @param seed read as an unsigned 32-bit number
   */
  record Run(int seed, List<GoldenEpisode> episodes) {}

  /** A reward that was paid for one environment step from a state. */
  public record RewardState(
      int seed, double[] positions, double[] velocities, double[] action, double reward) {}

  private GoldenRecord(JsonNode record) {
    this.record = record;
  }

  /** Fails if there is none. */
  public static GoldenRecord of(TaskId task) {
    String name = task + ".json.gz";
    String folder = System.getProperty(FOLDER_PROPERTY, "");
    return new GoldenRecord(
        folder.isEmpty() ? Oracle.read("/golden/" + name) : Oracle.read(Path.of(folder, name)));
  }

  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (JsonNode run : record.required("runs")) {
      List<GoldenEpisode> episodes = new ArrayList<>();
      run.required("episodes").forEach(episode -> episodes.add(new GoldenEpisode(episode)));
      runs.add(new Run(run.required("seed").numberValue().intValue(), episodes));
    }
    return runs;
  }

  public List<RewardState> rewardStates() {
    List<RewardState> states = new ArrayList<>();
    for (JsonNode state : record.required("reward_states")) {
      states.add(
          new RewardState(
              state.required("seed").numberValue().intValue(),
              Oracle.numbers(state.required("qpos")),
              Oracle.numbers(state.required("qvel")),
              Oracle.numbers(state.required("action")),
              state.required("reward").doubleValue()));
    }
    return states;
  }

  double environmentStepSeconds() {
    return record.required("control_timestep").doubleValue();
  }

  int physicsSteps() {
    return record.required("physics_steps").intValue();
  }

  int episodeLength() {
    return record.required("episode_length").intValue();
  }

  int actions() {
    return record.required("actions").intValue();
  }

  List<ObservationSpec> observations() {
    List<ObservationSpec> specs = new ArrayList<>();
    for (var observation : record.required("observations").properties()) {
      List<Integer> shape = new ArrayList<>();
      observation.getValue().forEach(extent -> shape.add(extent.intValue()));
      specs.add(new ObservationSpec(observation.getKey(), shape));
    }
    return specs;
  }

  /** Whether states must be equal in every bit. */
  public boolean sameMachine(MachineFingerprint here) {
    JsonNode then = record.required("fingerprint");
    return here.fusedMultiplyAdd() == then.required("fma").booleanValue()
        && here.cLibrary().equals("glibc " + then.required("libc").textValue());
  }

  /** Whether frames must be equal in every bit, if states are: the same Mesa and LLVM. */
  boolean sameGraphics(Graphics here) {
    JsonNode then = record.required("fingerprint");
    String version = then.required("gl_version").textValue();
    return here.renderer().equals(then.required("renderer").textValue())
        && here.version().endsWith(version.substring(version.indexOf("Mesa")));
  }
}
