package org.planetbench.results.report;

import java.util.List;

/**
 * A line plot before it is drawn.
 *
 * @param id the file's name
 * @param xLabel with its unit
 */
record Chart(
    String id, String title, String xLabel, String yLabel, List<Line> lines, List<Level> levels) {
  /** The slot of what is there for comparison only. */
  static final int NEUTRAL = -1;

  /**
   * @param slot the colour, the same for a variant in all charts
   * @param mean over the seeds
   * @param seeds drawn thin; none if there is only one
   */
  record Line(String label, int slot, Curve mean, List<Curve> seeds) {
    Line {
      mean = mean.finite();
      seeds = seeds.stream().map(Curve::finite).toList();
    }

    /** Of runs that differ in their seed; the mean is over those that share all its points. */
    static Line of(String label, int slot, List<Curve> seeds) {
      return seeds.size() == 1
          ? new Line(label, slot, seeds.getFirst(), List.of())
          : new Line(label, slot, Curve.mean(seeds), seeds);
    }

    boolean isEmpty() {
      return mean.isEmpty() && seeds.stream().allMatch(Curve::isEmpty);
    }
  }

  /** A horizontal, dashed line. */
  record Level(String label, int slot, double y) {}

  Chart {
    lines = lines.stream().filter(line -> !line.isEmpty()).toList();
    levels = List.copyOf(levels);
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  double lastX() {
    double last = 0;
    for (Line line : lines) {
      last = Math.max(last, line.mean().isEmpty() ? 0 : line.mean().lastX());
      for (Curve seed : line.seeds()) {
        last = Math.max(last, seed.isEmpty() ? 0 : seed.lastX());
      }
    }
    return last;
  }

  /** For those who don't see it. */
  String description() {
    StringBuilder text = new StringBuilder(title).append(". Last values: ");
    for (Line line : lines) {
      if (!line.mean().isEmpty()) {
        text.append(line.label()).append(' ').append(Numbers.rounded(line.mean().lastY()));
        text.append("; ");
      }
    }
    levels.forEach(
        level ->
            text.append(level.label()).append(' ').append(Numbers.rounded(level.y())).append("; "));
    return text.substring(0, text.length() - 2) + ".";
  }
}
