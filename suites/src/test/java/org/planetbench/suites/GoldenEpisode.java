package org.planetbench.suites;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Optional;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MachineFingerprint;

/** What dm_control did in one episode start: the oracle of a task. */
final class GoldenEpisode {
  private final JsonNode record;

  private GoldenEpisode(JsonNode record) {
    this.record = record;
  }

  static GoldenEpisode of(TaskId task) {
    return new GoldenEpisode(Oracle.read("/golden/" + task + ".json.gz"));
  }

  int seed() {
    return record.required("seed").intValue();
  }

  int steps() {
    return record.required("actions").size();
  }

  /** Of environment step {@code step}, counted from 1. */
  double[] action(int step) {
    return Oracle.numbers(record.required("actions").required(step - 1));
  }

  double reward(int step) {
    return record.required("rewards").required(step - 1).doubleValue();
  }

  /** After environment step {@code step}; 0 is after the reset. */
  double[] positions(int step) {
    return Oracle.numbers(record.required("states").required(step).required("qpos"));
  }

  double[] velocities(int step) {
    return Oracle.numbers(record.required("states").required(step).required("qvel"));
  }

  JsonNode observations(int step) {
    return record.required("observations").required(step);
  }

  boolean hasFrame(int step) {
    return record.required("frames").has(Integer.toString(step));
  }

  String frameSha256(int step) {
    return frame(step).required("sha256").textValue();
  }

  Optional<byte[]> frame64(int step) {
    return frame(step)
        .optional("rgb_base64")
        .map(text -> Base64.getDecoder().decode(text.textValue()));
  }

  private JsonNode frame(int step) {
    return record.required("frames").required(Integer.toString(step));
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

  /** Whether states must be equal in every bit. */
  boolean sameMachine(MachineFingerprint here) {
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
