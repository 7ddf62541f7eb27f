package org.planetbench.harness.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.settings.Settings;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.measure.MeasureSpec.Subject;

final class MeasurementTest {
  @Test
  void writesThePublishedFieldsAndReadsThemBack() {
    Measurement plan =
        new Measurement.Plan(
            "tiny",
            "cheetah_run",
            "rssm",
            "cem",
            Settings.pairs("candidates=100"),
            "reference",
            2,
            20,
            9,
            1.5,
            2.5,
            3.5,
            4.5,
            5,
            1.25,
            new Measurement.Stages(0.5, 0.25, 1.75),
            40,
            200.0,
            "a cpu",
            "unknown");
    assertEquals(
        """
        {"subject":"plan","recipe":"tiny","task":"cheetah_run","variant":"rssm","planner":"cem",\
        "set":{"candidates":"100"},"quality":"reference","threads":2,"samples":20,"warm_up":9,\
        "min_ms":1.5,"p50_ms":2.5,"p95_ms":3.5,"p99_ms":4.5,\
        "cpu_ms":5.0,"gmac":1.25,"stages_ms":{"encode":0.5,"posterior":0.25,"plan":1.75},\
        "control_period_ms":40.0,"calibration_gflops":200.0,"cpu":"a cpu","commit":"unknown"}""",
        plan.toJson());
    assertEquals(plan, Measurement.fromJson(plan.toJson()));
  }

  @Test
  void hasNoRenderTimeWhereNothingIsDrawn() {
    Measurement physics =
        new Measurement.Environment(
            "head",
            "cheetah_run",
            4,
            1,
            500,
            9,
            5.5,
            4.5,
            null,
            null,
            "none",
            90.0,
            "a cpu",
            "unknown");
    assertTrue(physics.toJson().contains("\"render_ms\":null"), physics::toJson);
    assertEquals(physics, Measurement.fromJson(physics.toJson()));
  }

  @Test
  void readsThePeakOfMemoryAsLinuxTellsIt() throws IOException {
    assertEquals(475, PeakMemory.mebibytes(List.of("VmPeak:\t 4063232 kB", "VmHWM:\t  486912 kB")));
    assertThrows(IOException.class, () -> PeakMemory.mebibytes(List.of("VmPeak:\t 1 kB")));
  }

  @Test
  void refusesToTimeWhatAVariantDoesNotDo() {
    assertTold("random makes no update", () -> spec(Subject.UPDATE, 1, "random", "reference"));
    assertTold("--samples", () -> spec(Subject.PLAN, 0, "rssm", "reference"));
    assertTold("an agent sees pictures", () -> spec(Subject.PLAN, 1, "rssm", "none"));
    MeasureSpec physics = spec(Subject.ENVIRONMENT, 1, "random", "none");
    assertEquals(physics, MeasureSpec.fromJson(physics.toJson()));
  }

  /** The planner stands for itself, and the recipe has 20 elites anyway. */
  @Test
  void namesSettingsThatAreNotTheRecipes() {
    assertEquals(
        Map.of("candidates", "100"), changes("planner=mppi", "candidates=100", "elites=20"));
    assertEquals(Map.of(), changes());
  }

  private static SequencedMap<String, String> changes(String... set) {
    return spec(Subject.PLAN, 1, "rssm", "reference", Settings.pairs(set)).changes();
  }

  private static MeasureSpec spec(
      Subject subject, int samples, String variant, String renderQuality) {
    return spec(subject, samples, variant, renderQuality, Settings.pairs());
  }

  private static MeasureSpec spec(
      Subject subject,
      int samples,
      String variant,
      String renderQuality,
      SequencedMap<String, String> set) {
    return new MeasureSpec(
        subject,
        MeasureSpec.DEFAULT_WARM_UP_S,
        samples,
        1,
        "cheetah_run",
        variant,
        "tiny",
        set,
        renderQuality,
        "unknown");
  }

  private static void assertTold(String part, org.junit.jupiter.api.function.Executable work) {
    BadInputException error = assertThrows(BadInputException.class, work);
    assertTrue(String.valueOf(error.getMessage()).contains(part), error::toString);
  }
}
