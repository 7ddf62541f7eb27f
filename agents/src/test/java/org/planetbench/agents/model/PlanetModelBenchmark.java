package org.planetbench.agents.model;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * Times an update step and the scoring of one plan, without the planner's own arithmetic. Threads
 * by OMP_NUM_THREADS. Arguments: {@code head} or {@code tiny}, {@code plan} or {@code update},
 * repeats.
 */
final class PlanetModelBenchmark {
  private PlanetModelBenchmark() {}

  record Load(ModelSpec spec, int batch, int length, int candidates, int horizon, int iterations) {}

  public static void main(String[] arguments) {
    Load load =
        switch (arguments[0]) {
          case "head" -> new Load(ModelSpec.head(6), 50, 50, 1000, 12, 10);
          case "tiny" ->
              new Load(
                  new ModelSpec(
                      1,
                      32,
                      16,
                      DynamicsKind.RSSM,
                      30,
                      100,
                      100,
                      2,
                      100,
                      0.1,
                      5,
                      16,
                      40,
                      1,
                      1,
                      1e-3,
                      1e-4,
                      1000),
                  12,
                  20,
                  300,
                  12,
                  6);
          default -> throw new IllegalArgumentException("head or tiny, got " + arguments[0]);
        };
    int repeats = Integer.parseInt(arguments[2]);
    System.out.println(Nd4jBackend.provenance());
    try (PlanetModel model = new PlanetModel(load.spec, TestBatches.random(0))) {
      switch (arguments[1]) {
        case "plan" -> plan(model, load, repeats);
        case "update" -> update(model, load, repeats);
        default -> throw new IllegalArgumentException("plan or update, got " + arguments[1]);
      }
    }
  }

  private static void update(PlanetModel model, Load load, int repeats) {
    SequenceBatch batch = TestBatches.batch(load.length, load.batch, 64, load.spec.actionSize(), 1);
    report("update", repeats, () -> model.update(batch, TestBatches.random(2)));
    System.out.printf(
        Locale.ROOT,
        "parameters %d, native MiB %d%n",
        model.parameters().size(),
        model.nativeBytes() >> 20);
  }

  private static void plan(PlanetModel model, Load load, int repeats) {
    RandomGenerator random = TestBatches.random(3);
    float[] actions = new float[load.horizon * load.candidates * load.spec.actionSize()];
    for (int i = 0; i < actions.length; i++) {
      actions[i] = 2 * random.nextFloat() - 1;
    }
    float[] returns = new float[load.candidates];
    TrajectoryScorer scorer = model.imagination(model.initialBelief(), random);
    report(
        "plan",
        repeats,
        () -> {
          for (int i = 0; i < load.iterations; i++) {
            scorer.score(actions, load.horizon, load.candidates, returns);
          }
        });
  }

  /** Wall-clock time, and the CPU time of all threads, which means more on a busy machine. */
  private static void report(String name, int repeats, Runnable work) {
    double[] wall = new double[repeats];
    double[] cpu = new double[repeats];
    for (int i = 0; i < repeats; i++) {
      long start = System.nanoTime();
      long cpuStart = cpuTime();
      work.run();
      wall[i] = (System.nanoTime() - start) / 1e6;
      cpu[i] = (cpuTime() - cpuStart) / 1e6;
    }
    double first = wall[0];
    Arrays.sort(wall);
    Arrays.sort(cpu);
    System.out.printf(
        Locale.ROOT,
        "%s: wall first %.1f ms, min %.1f ms, median %.1f ms; CPU min %.1f ms, median %.1f ms%n",
        name,
        first,
        wall[0],
        wall[repeats / 2],
        cpu[0],
        cpu[repeats / 2]);
  }

  private static long cpuTime() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
