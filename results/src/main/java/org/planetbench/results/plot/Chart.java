package org.planetbench.results.plot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.planetbench.results.table.Numbers;

/**
 * A line plot before it is drawn.
 *
 * @param id what its file is named after
 * @param xLabel with its unit
 * @param reach the y axis goes up to here at least, so that charts side by side compare
 * @param logarithmic whether the y axis is
 */
public record Chart(
    String id,
    String title,
    String xLabel,
    String yLabel,
    List<Line> lines,
    List<Level> levels,
    double reach,
    boolean logarithmic) {
  /** A y axis over more than this is logarithmic where a chart may have one. */
  private static final double WIDE = 20;

  /** The slot of what is there for comparison only. */
  public static final int NEUTRAL = -1;

  /**
   * @param slot the colour, the same for a variant in all charts
   * @param strength of the colour: 1 as it is, towards 0 the paler
   * @param mean over the seeds, or another middle
   * @param seeds drawn thin; none if there is only one
   * @param band around the middle, shaded
   */
  public record Line(
      String label, int slot, double strength, Curve mean, List<Curve> seeds, Optional<Band> band) {
    public Line(String label, int slot, double strength, Curve mean, List<Curve> seeds) {
      this(label, slot, strength, mean, seeds, Optional.empty());
    }

    /** With an area around it; empty for a line that has none. */
    public static Line of(String label, int slot, Curve middle, Optional<Band> band) {
      return new Line(label, slot, 1, middle, List.of(), band);
    }

    public Line {
      mean = mean.finite();
      seeds = seeds.stream().map(Curve::finite).toList();
    }

    /** Of runs that differ in their seed; the mean is over those that share all its points. */
    public static Line of(String label, int slot, List<Curve> seeds) {
      return seeds.size() == 1
          ? new Line(label, slot, 1, seeds.getFirst(), List.of())
          : new Line(label, slot, 1, Curve.mean(seeds), seeds);
    }

    public boolean isEmpty() {
      return mean.isEmpty() && seeds.stream().allMatch(Curve::isEmpty);
    }
  }

  /** An area between two curves over the same x. */
  public record Band(Curve low, Curve high) {}

  /** A horizontal, dashed line. */
  public record Level(String label, int slot, double y) {}

  public Chart {
    lines = lines.stream().filter(line -> !line.isEmpty()).toList();
    levels = List.copyOf(levels);
  }

  public Chart(
      String id, String title, String xLabel, String yLabel, List<Line> lines, List<Level> levels) {
    this(id, title, xLabel, yLabel, lines, levels, Double.NEGATIVE_INFINITY, false);
  }

  /** Those that show anything. */
  public static List<Chart> nonEmpty(Chart... charts) {
    return Stream.of(charts).filter(chart -> !chart.isEmpty()).toList();
  }

  /** The same chart with an axis that goes up to {@code y} at least. */
  public Chart reaching(double y) {
    return new Chart(id, title, xLabel, yLabel, lines, levels, y, logarithmic);
  }

  /**
   * The same chart with a logarithmic y axis, if its values are positive and far apart: of losses
   * that begin at 65 and end at 2 a linear one shows the beginning only.
   */
  public Chart logarithmicIfWide() {
    boolean wide = least() > 0 && mostDrawn() > WIDE * least();
    return new Chart(id, title, xLabel, yLabel, lines, levels, reach, wide);
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /** The least value drawn. */
  double least() {
    return Math.min(
        levels.stream().mapToDouble(Level::y).min().orElse(Double.POSITIVE_INFINITY),
        curves().mapToDouble(Curve::least).min().orElse(0));
  }

  /** The greatest value drawn, or the reach. */
  public double most() {
    return Math.max(reach, mostDrawn());
  }

  private double mostDrawn() {
    return Math.max(
        levels.stream().mapToDouble(Level::y).max().orElse(Double.NEGATIVE_INFINITY),
        curves().mapToDouble(Curve::most).max().orElse(0));
  }

  double lastX() {
    return curves().mapToDouble(Curve::lastX).max().orElse(0);
  }

  private Stream<Curve> curves() {
    return lines.stream()
        .flatMap(
            line ->
                Stream.of(
                        Stream.of(line.mean()),
                        line.seeds().stream(),
                        line.band().stream().flatMap(band -> Stream.of(band.low(), band.high())))
                    .flatMap(parts -> parts))
        .filter(curve -> !curve.isEmpty());
  }

  /** For those who don't see it. */
  public String description() {
    StringBuilder text = new StringBuilder(title);
    text.append(" (").append(yLabel).append("). Last values: ");
    for (Line line : lines) {
      if (!line.mean().isEmpty()) {
        text.append(line.label()).append(' ').append(Numbers.rounded(line.mean().lastY()));
        if (line.mean().lastX() < lastX()) {
          text.append(" at ").append(Numbers.rounded(line.mean().lastX()));
        }
        text.append("; ");
      }
    }
    levels.forEach(
        level ->
            text.append(level.label()).append(' ').append(Numbers.rounded(level.y())).append("; "));
    return text.substring(0, text.length() - 2) + ".";
  }
}
