package org.planetbench.harness.cli;

import static org.planetbench.results.table.Table.Column.number;
import static org.planetbench.results.table.Table.Column.text;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.measure.Measurement;

/** A measurement for people: a table, and what its numbers mean. */
final class MeasurementText {
  private MeasurementText() {}

  static String of(Measurement measurement) throws IOException {
    return switch (measurement) {
      case Measurement.Plan plan -> plan(plan);
      case Measurement.Update update -> update(update);
      case Measurement.Environment environment -> environment(environment);
    };
  }

  private static String plan(Measurement.Plan m) throws IOException {
    Listing table =
        new Listing(
                "plan",
                text("stage", "stage"),
                number("min_ms", "min [ms]"),
                number("p50_ms", "p50 [ms]"),
                number("p95_ms", "p95 [ms]"),
                number("p99_ms", "p99 [ms]"))
            .row("decision", ms(m.minMs()), ms(m.p50Ms()), ms(m.p95Ms()), ms(m.p99Ms()))
            .row("- encode", "", ms(m.stagesMs().encode()), "", "")
            .row("- posterior", "", ms(m.stagesMs().posterior()), "", "")
            .row("- plan", "", ms(m.stagesMs().plan()), "", "");
    return lines(
        String.format(
            Locale.ROOT,
            "Decisions of %s on %s, recipe %s, planner %s, %s: %d, after %d to warm up",
            m.variant(),
            m.task(),
            m.recipe(),
            m.planner(),
            threads(m.threads()),
            m.samples(),
            m.warmUp()),
        table.render(Listing.Format.TABLE).stripTrailing(),
        String.format(Locale.ROOT, "CPU time of all threads: %s ms (median)", ms(m.cpuMs())),
        String.format(
            Locale.ROOT,
            "Control period: %s ms of simulated time; the median decision takes %.2f times that",
            ms(m.controlPeriodMs()),
            m.p50Ms() / m.controlPeriodMs()),
        planning(m),
        calibration(m.calibrationGflops(), m.threads()));
  }

  private static String planning(Measurement.Plan m) {
    Double gmac = m.gmac();
    return gmac == null
        ? "Planned in the simulator: no multiply-adds to count"
        : speed(String.format(Locale.ROOT, "%.1f GMAC a decision", gmac), 2 * gmac, m.minMs());
  }

  private static String update(Measurement.Update m) throws IOException {
    Listing table =
        new Listing(
                "update",
                text("work", "work"),
                number("min_ms", "min [ms]"),
                number("p50_ms", "p50 [ms]"),
                number("p95_ms", "p95 [ms]"))
            .row("update", ms(m.minMs()), ms(m.p50Ms()), ms(m.p95Ms()));
    return lines(
        String.format(
            Locale.ROOT,
            "Updates of %s on %s, recipe %s, %s: %d, after %d to warm up",
            m.variant(),
            m.task(),
            m.recipe(),
            threads(m.threads()),
            m.samples(),
            m.warmUp()),
        table.render(Listing.Format.TABLE).stripTrailing(),
        String.format(Locale.ROOT, "CPU time of all threads: %s ms (median)", ms(m.cpuMs())),
        String.format(Locale.ROOT, "Peak memory of the process: %,d MiB", m.peakMemoryMib()),
        speed(String.format(Locale.ROOT, "%.1f GFLOP an update", m.gflop()), m.gflop(), m.minMs()),
        calibration(m.calibrationGflops(), m.threads()));
  }

  private static String environment(Measurement.Environment m) throws IOException {
    Listing table =
        new Listing(
                "environment",
                text("work", "work"),
                number("min_ms", "min [ms]"),
                number("p50_ms", "p50 [ms]"))
            .row("environment step", ms(m.stepMinUs() / 1e3), ms(m.stepUs() / 1e3));
    if (m.renderMs() != null && m.renderMinMs() != null) {
      table.row("picture", ms(m.renderMinMs()), ms(m.renderMs()));
    }
    return lines(
        String.format(
            Locale.ROOT,
            "Environment of %s, pictures: %s; %,d random actions, each for %d environment steps,"
                + " after %,d to warm up",
            m.task(),
            m.quality(),
            m.samples(),
            m.actionRepeat(),
            m.warmUp()),
        table.render(Listing.Format.TABLE).stripTrailing(),
        calibration(m.calibrationGflops(), m.threads()));
  }

  private static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }

  private static String speed(String work, double gflop, double leastMs) {
    return String.format(
        Locale.ROOT, "%s: %.0f GFLOP/s in the fastest", work, gflop / leastMs * 1e3);
  }

  private static String calibration(@Nullable Double gflops, int threads) {
    if (gflops == null) {
      return "Calibration: none, as it is ND4J's";
    }
    return String.format(
        Locale.ROOT,
        "Calibration: %.0f GFLOP/s in plain matrix products, %s, the same process",
        gflops,
        threads(threads));
  }

  /** Four digits or so. */
  private static String ms(double value) {
    int decimals = value >= 1000 ? 0 : value >= 100 ? 1 : value >= 1 ? 2 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }
}
