package org.planetbench.suites;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Optional;

/** What dm_control did in one episode, or in its start. */
final class GoldenEpisode {
  private final JsonNode record;

  GoldenEpisode(JsonNode record) {
    this.record = record;
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

  /** Whether states and observations are kept of the moment after environment step {@code step}. */
  boolean hasMoment(int step) {
    return record.required("moments").has(Integer.toString(step));
  }

  /** After environment step {@code step}; 0 is after the reset. */
  double[] positions(int step) {
    return Oracle.numbers(moment(step).required("qpos"));
  }

  double[] velocities(int step) {
    return Oracle.numbers(moment(step).required("qvel"));
  }

  double[] observation(int step, String name) {
    return Oracle.numbers(moment(step).required("observation").required(name));
  }

  private JsonNode moment(int step) {
    return record.required("moments").required(Integer.toString(step));
  }

  boolean hasFrames() {
    return !record.required("frames").isEmpty();
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
}
