package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench measure --json}: one object with the fields that scripts rely on. */
final class MeasureIT {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @TempDir private Path directory;

  private JsonNode measure(String arguments) throws IOException, InterruptedException {
    Bench.Ended ended =
        Bench.in(directory)
            .run(
                ("measure " + arguments + " --recipe tiny --threads 1 --warm-up 0.5 --json")
                    .split(" "))
            .requireExitCode(0);
    assertEquals("", ended.err(), ended::toString);
    JsonNode measured = MAPPER.readTree(ended.out());
    assertTrue(measured.isObject(), ended::toString);
    assertEquals(1, measured.path("threads").asInt(), ended::toString);
    assertPositive(measured, "calibration_gflops");
    return measured;
  }

  @Test
  void timesADecisionAndItsStages() throws IOException, InterruptedException {
    JsonNode plan = measure("plan --task cartpole_balance --samples 8");
    assertTexts(plan, "subject", "plan", "recipe", "tiny", "task", "cartpole_balance");
    assertTexts(plan, "planner", "cem", "variant", "rssm");
    assertEquals(8, plan.path("samples").asInt());
    assertAscending(plan, "min_ms", "p50_ms", "p95_ms", "p99_ms");
    JsonNode stages = plan.path("stages_ms");
    assertPositive(stages, "encode", "posterior", "plan");
    assertTrue(stages.path("plan").asDouble() <= plan.path("p99_ms").asDouble(), plan::toString);
    // 5 x 200 x 12 imagined steps of 102,200 multiply-adds for one action
    assertEquals(1.2264, plan.path("gmac").asDouble(), 1e-9);
    assertEquals(80, plan.path("control_period_ms").asDouble());
  }

  @Test
  void timesAnUpdateAndTheMemoryItTakes() throws IOException, InterruptedException {
    JsonNode update = measure("update --task cartpole_balance --samples 2");
    assertTexts(update, "subject", "update", "recipe", "tiny", "task", "cartpole_balance");
    assertAscending(update, "min_ms", "p50_ms", "p95_ms");
    assertPositive(update, "gflop", "cpu_ms");
    double peak = update.path("peak_memory_mib").asDouble();
    assertTrue(peak > 50 && peak < 4096, update::toString);
  }

  @Test
  void timesTheEnvironmentWithPicturesOfEitherQualityAndWithout()
      throws IOException, InterruptedException {
    for (String quality : List.of("fast", "none")) {
      JsonNode environment = measure("environment --samples 20 --render-quality " + quality);
      assertTexts(environment, "subject", "environment", "quality", quality);
      assertPositive(environment, "step_us");
      assertEquals(quality.equals("none"), environment.path("render_ms").isNull());
      assertFalse(environment.path("render_ms").isMissingNode());
    }
  }

  private static void assertTexts(JsonNode object, String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      assertEquals(pairs[i + 1], object.path(pairs[i]).asText(), pairs[i]);
    }
  }

  private static void assertPositive(JsonNode object, String... fields) {
    for (String field : fields) {
      assertTrue(object.path(field).asDouble() > 0, () -> field + " in " + object);
    }
  }

  private static void assertAscending(JsonNode object, String... fields) {
    assertPositive(object, fields);
    for (int i = 1; i < fields.length; i++) {
      String field = fields[i];
      assertTrue(
          object.path(fields[i - 1]).asDouble() <= object.path(field).asDouble(),
          () -> field + " in " + object);
    }
  }
}
