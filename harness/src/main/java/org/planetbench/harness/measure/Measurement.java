package org.planetbench.harness.measure;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a measurement: the fields of {@code bench measure --json}, in its order. Times are
 * of the wall clock, percentiles are nearest-rank; {@code cpu_ms} is the median CPU time of all
 * threads, which means more on a busy machine.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "subject")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Measurement.Plan.class, name = "plan"),
  @JsonSubTypes.Type(value = Measurement.Update.class, name = "update"),
  @JsonSubTypes.Type(value = Measurement.Environment.class, name = "environment")
})
public sealed interface Measurement {
  /**
   * A whole decision, as the agent makes it.
   *
   * @param set settings that are not as the variant has them with the recipe, but for the planner
   * @param quality of the pictures
   * @param gmac thousand million multiply-adds of its imagination; absent where it plans otherwise
   * @param stagesMs medians
   * @param controlPeriodMs simulated time from one decision to the next
   * @param calibrationGflops what plain matrix products reach in this process, threads together;
   *     absent where ND4J does not compute
   */
  record Plan(
      String recipe,
      String task,
      String variant,
      String planner,
      SequencedMap<String, String> set,
      String quality,
      int threads,
      int samples,
      int warmUp,
      double minMs,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      double cpuMs,
      @Nullable Double gmac,
      Stages stagesMs,
      double controlPeriodMs,
      @Nullable Double calibrationGflops,
      String cpu,
      String commit)
      implements Measurement {}

  /** The stages of a decision. */
  record Stages(double encode, double posterior, double plan) {}

  /**
   * An update step, the sampling of its batch included.
   *
   * @param gflop thousand million floating-point operations, counted from the layers
   * @param peakMemoryMib the most memory the process ever had resident, JVM and all
   */
  record Update(
      String recipe,
      String task,
      String variant,
      int threads,
      int samples,
      int warmUp,
      double minMs,
      double p50Ms,
      double p95Ms,
      double cpuMs,
      double gflop,
      long peakMemoryMib,
      @Nullable Double calibrationGflops,
      String cpu,
      String commit)
      implements Measurement {}

  /**
   * The simulator: medians and least times.
   *
   * @param quality of the pictures, or {@code none} where nothing is drawn
   * @param renderMs of one picture; absent where nothing is drawn
   */
  record Environment(
      String recipe,
      String task,
      int actionRepeat,
      int threads,
      int samples,
      int warmUp,
      double stepUs,
      double stepMinUs,
      @Nullable Double renderMs,
      @Nullable Double renderMinMs,
      String quality,
      @Nullable Double calibrationGflops,
      String cpu,
      String commit)
      implements Measurement {}

  /** One line. */
  default String toJson() {
    try {
      return Json.MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Measurement fromJson(String json) {
    try {
      return Json.MAPPER.readValue(json, Measurement.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not a measurement: " + json, e);
    }
  }

  /** {@code snake_case}, as in every file of a run. */
  final class Json {
    private static final JsonMapper MAPPER =
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    private Json() {}
  }
}
