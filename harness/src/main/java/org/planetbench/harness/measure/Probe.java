package org.planetbench.harness.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.model.Arithmetic;
import org.planetbench.agents.model.BackendKind;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.nn.host.Calibration;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.results.run.Statistic;
import org.planetbench.suites.mujoco.MachineFingerprint;

/**
 * Measures what it is told, in this process, which should do nothing else: threads, JVM flags and
 * the peak of memory are the process's.
 */
public final class Probe {
  /** Before the samples and after them: a noisy neighbour seldom stays for both. */
  private static final int CALIBRATION_ROUNDS = 10;

  /** Random episodes that the batches of an update are sampled from. */
  private static final int EPISODES = 2;

  private final MeasureSpec spec;
  private final CellSetting setting;
  private final @Nullable Calibration calibration;

  private Probe(MeasureSpec spec, @Nullable Calibration calibration) {
    this.spec = spec;
    this.setting = spec.setting();
    this.calibration = calibration;
  }

  public static Measurement measure(MeasureSpec spec) throws IOException {
    try (Calibration calibration = calibration(spec)) {
      Probe probe = new Probe(spec, calibration);
      return switch (spec.subject()) {
        case PLAN -> probe.plan();
        case UPDATE -> probe.update();
        case ENVIRONMENT -> probe.environment();
      };
    }
  }

  /** It multiplies with ND4J, which says nothing of other backends. */
  private static @Nullable Calibration calibration(MeasureSpec spec) {
    if (spec.setting().recipe().backend() != BackendKind.ND4J) {
      return null;
    }
    Calibration calibration = new Calibration(spec.threads());
    calibration.measure(CALIBRATION_ROUNDS);
    return calibration;
  }

  private @Nullable Double calibrationGflops() {
    if (calibration == null) {
      return null;
    }
    calibration.measure(CALIBRATION_ROUNDS);
    return calibration.gflops();
  }

  private Measurement plan() throws IOException {
    Stopwatch watch = new Stopwatch();
    List<Decision> decisions = new ArrayList<>();
    int warmUp;
    try (MeasuredCell cell = MeasuredCell.open(setting)) {
      Agent agent = cell.agent();
      cell.begin(Phase.EVALUATE);
      warmUp = WarmUp.with(spec.warmUpS(), () -> cell.answer(Phase.EVALUATE, agent.act()));
      for (int i = 0; i < spec.samples(); i++) {
        Decision decision = watch.time(agent::act);
        decisions.add(decision);
        cell.answer(Phase.EVALUATE, decision);
      }
    }
    return new Measurement.Plan(
        setting.recipe().name(),
        setting.task().id().id(),
        setting.variant().id(),
        setting.variant().kind().plans() ? setting.recipe().planner().kind().key() : "actor",
        spec.changes(),
        spec.renderQuality(),
        spec.threads(),
        spec.samples(),
        warmUp,
        watch.minMs(),
        watch.ms(Statistic.P50),
        watch.ms(Statistic.P95),
        watch.ms(Statistic.P99),
        watch.cpuMs(),
        gmac(),
        new Measurement.Stages(
            median(decisions.stream().map(Decision::encodeMs).toList()),
            median(decisions.stream().map(Decision::posteriorMs).toList()),
            median(decisions.stream().map(Decision::planMs).toList())),
        setting.controlPeriodMs(),
        calibrationGflops(),
        MachineFingerprint.cpuModel(),
        spec.commit());
  }

  private static double median(List<Double> values) {
    return Stopwatch.of(Statistic.P50, values);
  }

  /** Of a planner that imagines; the simulator's work is not made of multiply-adds. */
  private @Nullable Double gmac() {
    OptionalDouble gmac = setting.planGmac();
    return gmac.isPresent() ? gmac.getAsDouble() : null;
  }

  private WorldModel model() {
    RandomStreams streams = new RandomStreams(setting.spec().cell().seed());
    return Agents.model(setting.recipe(), setting.actionSpec(), streams);
  }

  private Measurement update() throws IOException {
    Stopwatch watch = new Stopwatch();
    int warmUp;
    try (MeasuredCell cell = MeasuredCell.open(setting)) {
      Agent agent = cell.agent();
      cell.collect(EPISODES);
      long[] updateStep = {0};
      warmUp = WarmUp.with(spec.warmUpS(), () -> learn(agent, ++updateStep[0]));
      for (int i = 0; i < spec.samples(); i++) {
        watch.time(() -> learn(agent, ++updateStep[0]));
      }
    }
    long peakMemory = PeakMemory.mebibytes();
    return new Measurement.Update(
        setting.recipe().name(),
        setting.task().id().id(),
        setting.variant().id(),
        spec.threads(),
        spec.samples(),
        warmUp,
        watch.minMs(),
        watch.ms(Statistic.P50),
        watch.ms(Statistic.P95),
        watch.cpuMs(),
        updateGflop(),
        peakMemory,
        calibrationGflops(),
        MachineFingerprint.cpuModel(),
        spec.commit());
  }

  private double updateGflop() {
    Recipe recipe = setting.recipe();
    int frames = recipe.batch() * recipe.chunkLength();
    ModelSpec sizes = recipe.model(setting.actionSpec().size());
    try (WorldModel model = model()) {
      Arithmetic arithmetic = new Arithmetic(sizes);
      long dreams = arithmetic.dreams(recipe.actor(), frames);
      long overshooting = arithmetic.overshooting(recipe.batch(), recipe.chunkLength());
      return 2e-9 * (arithmetic.update(model.state(), frames) + dreams + overshooting);
    }
  }

  private static UpdateMetrics learn(Agent agent, long updateStep) {
    return agent.learn(updateStep).orElseThrow();
  }

  private Measurement environment() {
    EnvironmentTimes times =
        EnvironmentTimes.measure(setting, spec.warmUpS(), spec.samples(), spec.drawsPictures());
    return new Measurement.Environment(
        setting.recipe().name(),
        setting.task().id().id(),
        setting.actionRepeat(),
        spec.threads(),
        spec.samples(),
        times.warmUp(),
        1e3 * median(times.stepMs()),
        1e3 * Stopwatch.min(times.stepMs()),
        spec.drawsPictures() ? median(times.renderMs()) : null,
        spec.drawsPictures() ? Stopwatch.min(times.renderMs()) : null,
        spec.renderQuality(),
        calibrationGflops(),
        MachineFingerprint.cpuModel(),
        spec.commit());
  }
}
