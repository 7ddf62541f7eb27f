package org.planetbench.harness.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.planetbench.results.run.Statistic;

/** Times the same work again and again: milliseconds of the wall clock, and of all CPUs. */
final class Stopwatch {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final List<Double> wall = new ArrayList<>();
  private final List<Double> cpu = new ArrayList<>();

  <T> T time(Supplier<T> work) {
    long cpuBefore = SYSTEM.getProcessCpuTime();
    long before = System.nanoTime();
    T result = work.get();
    wall.add((System.nanoTime() - before) * 1e-6);
    cpu.add((SYSTEM.getProcessCpuTime() - cpuBefore) * 1e-6);
    return result;
  }

  /** The least: what the work takes when nothing else runs. */
  double minMs() {
    return min(wall);
  }

  double ms(Statistic statistic) {
    return of(statistic, wall);
  }

  /** The median CPU time of all threads of the process. */
  double cpuMs() {
    return of(Statistic.P50, cpu);
  }

  static double of(Statistic statistic, List<Double> values) {
    return statistic.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static double min(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }
}
