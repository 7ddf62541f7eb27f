package org.planetbench.results.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.results.table.Numbers;

/**
 * Curves in a terminal: no colour, no control codes, the same under every locale.
 *
 * <pre>
 *  412 ┤                                ●●●●
 *      │                       ●●●●●●●●●
 *  208 ┤              ●●●●●●●●●
 *      │      ●●●●●●●●
 *    4 ┤●●●●●●
 *      └────────────────────────────────────
 *       0                              10k    environment steps
 *  ● rssm
 * </pre>
 */
public final class TerminalPlot {
  private static final String GLYPHS = "●○▲△■□◆◇▼▽★☆◉◎▶▷";
  private static final char LEVEL = '╌';

  private final int columns;
  private final int rows;
  private final String xLabel;
  private final List<String> names = new ArrayList<>();
  private final List<Curve> curves = new ArrayList<>();
  private final SequencedMap<String, Double> levels = new LinkedHashMap<>();

  /**
   * @param columns and {@code rows} of the area the curves are drawn in
   * @param xLabel of the horizontal axis, with the unit
   */
  public TerminalPlot(int columns, int rows, String xLabel) {
    if (columns < 10 || rows < 2) {
      throw new IllegalArgumentException(
          "expected at least 10 columns and 2 rows, got " + columns + " and " + rows);
    }
    this.columns = columns;
    this.rows = rows;
    this.xLabel = xLabel;
  }

  /** A curve through these points, x ascending; points that are not finite are left out. */
  public TerminalPlot add(String name, double[] x, double[] y) {
    return add(name, new Curve(x, y));
  }

  public TerminalPlot add(String name, Curve curve) {
    Curve finite = curve.finite();
    if (!finite.isEmpty()) {
      names.add(name);
      curves.add(finite);
    }
    return this;
  }

  /** A horizontal line for comparison, across what the curves span. */
  public TerminalPlot level(String name, double y) {
    levels.put(name, y);
    return this;
  }

  /** The lines of the plot, each ended; empty if there is nothing to draw. */
  public String draw() {
    if (curves.isEmpty()) {
      return "";
    }
    double bottom = Math.min(0, curves.stream().mapToDouble(Curve::least).min().orElse(0));
    double greatest =
        Math.max(
            curves.stream().mapToDouble(Curve::most).max().orElse(1),
            levels.values().stream().mapToDouble(Double::doubleValue).max().orElse(0));
    double top = greatest > bottom ? greatest : bottom + 1;
    double right = Math.max(1, curves.stream().mapToDouble(Curve::lastX).max().orElse(1));
    char[][] area = new char[rows][columns];
    for (char[] row : area) {
      Arrays.fill(row, ' ');
    }
    levels.values().forEach(y -> Arrays.fill(area[row(y, bottom, top)], LEVEL));
    for (int i = curves.size() - 1; i >= 0; i--) {
      trace(area, curves.get(i), GLYPHS.charAt(i % GLYPHS.length()), bottom, top, right);
    }
    return text(area, bottom, top, right);
  }

  private void trace(
      char[][] area, Curve curve, char glyph, double bottom, double top, double right) {
    int first = column(curve.x()[0], right);
    int last = column(curve.lastX(), right);
    for (int column = first; column <= last; column++) {
      double y = curve.at(column * right / (columns - 1));
      area[row(y, bottom, top)][column] = glyph;
    }
  }

  private int row(double y, double bottom, double top) {
    return Math.clamp(Math.round((top - y) / (top - bottom) * (rows - 1)), 0, rows - 1);
  }

  private int column(double x, double right) {
    return Math.clamp(Math.round(x / right * (columns - 1)), 0, columns - 1);
  }

  private String text(char[][] area, double bottom, double top, double right) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      boolean labelled = row == 0 || row == rows - 1 || (rows % 2 == 1 && row == rows / 2);
      String label = labelled ? Numbers.tick(rounded(top - (top - bottom) * row / (rows - 1))) : "";
      text.append(String.format(Locale.ROOT, "%7s %s", label, labelled ? "┤" : "│"))
          .append(new String(area[row]).stripTrailing())
          .append('\n');
    }
    String end = Numbers.tick(right);
    text.append(" ".repeat(8)).append('└').append("─".repeat(columns)).append('\n');
    text.append(" ".repeat(9)).append('0').append(" ".repeat(columns - 1 - end.length()));
    text.append(end).append("  ").append(xLabel).append('\n').append(" ".repeat(8));
    for (int i = 0; i < names.size(); i++) {
      text.append(' ').append(GLYPHS.charAt(i % GLYPHS.length())).append(' ').append(names.get(i));
      text.append("  ");
    }
    levels.keySet().forEach(name -> text.append(' ').append(LEVEL).append(' ').append(name));
    return text.toString().stripTrailing() + "\n";
  }

  private static double rounded(double value) {
    return Math.abs(value) >= 10 ? Math.rint(value) : value;
  }
}
