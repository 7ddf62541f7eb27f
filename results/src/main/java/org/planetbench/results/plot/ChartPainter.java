package org.planetbench.results.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.planetbench.results.table.Numbers;

/**
 * Draws a {@link Chart} at twice its size on a page, so that it stays sharp on screen and paper.
 */
public final class ChartPainter {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 300;
  private static final int PIXELS_PER_POINT = 2;
  private static final int MARKER_SIZE = 6;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
  private static final int MOST_MARKERS = 40;
  private static final int MARKERS_OF_LONG_LINES = 10;

  /** With more variants the thin lines are a tangle that says nothing. */
  private static final int MOST_LINES_WITH_SEEDS = 4;

  private static final BasicStroke THICK =
      new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke THIN =
      new BasicStroke(1f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke DASHED =
      new BasicStroke(
          1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, new float[] {6f, 4f}, 0f);
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.TRAPEZOID,
          SeriesMarkers.OVAL,
          SeriesMarkers.CROSS);

  private final Theme theme;

  public ChartPainter(Theme theme) {
    this.theme = theme;
  }

  public BufferedImage paint(Chart chart) {
    Legend legend = legend(chart);
    int height = HEIGHT + legend.height();
    BufferedImage image =
        new BufferedImage(
            WIDTH * PIXELS_PER_POINT, height * PIXELS_PER_POINT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    g.setColor(theme.ground());
    g.fillRect(0, 0, WIDTH, height);
    plot(chart).paint(g, WIDTH, HEIGHT);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    legend.draw(g, HEIGHT, theme.text(), MARKER_SIZE);
    g.dispose();
    return image;
  }

  private Legend legend(Chart chart) {
    List<Legend.Entry> entries = new ArrayList<>();
    for (Chart.Line line : chart.lines()) {
      entries.add(
          new Legend.Entry(
              line.label(), theme.line(line.slot(), line.strength()), THICK, marker(line)));
    }
    for (Chart.Level level : chart.levels()) {
      entries.add(
          new Legend.Entry(level.label(), theme.line(level.slot()), DASHED, SeriesMarkers.NONE));
    }
    Graphics2D scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    Legend legend = new Legend(entries.size() < 2 ? List.of() : entries, scratch, FONT, WIDTH);
    scratch.dispose();
    return legend;
  }

  XYChart plot(Chart chart) {
    XYChart plot =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(chart.title())
            .xAxisTitle(chart.xLabel())
            .yAxisTitle(chart.yLabel())
            .build();
    style(plot.getStyler());
    plot.getStyler().setChartTitleFont(fitting(chart.title()));
    plot.getStyler().setXAxisMin(0.0);
    plot.getStyler().setXAxisMax(chart.lastX() > 0 ? chart.lastX() * 1.02 : 1);
    plot.getStyler().setxAxisTickLabelsFormattingFunction(Numbers.ticks(chart.lastX()));
    if (chart.logarithmic()) { // without a function for its labels: XChart would space them evenly
      plot.getStyler().setYAxisLogarithmic(true);
      plot.getStyler().setYAxisMin(decade(chart.least(), RoundingMode.FLOOR));
      plot.getStyler().setYAxisMax(decade(chart.most(), RoundingMode.CEILING));
    } else {
      plot.getStyler().setyAxisTickLabelsFormattingFunction(Numbers.ticks(chart.most()));
      if (chart.least() >= 0) {
        plot.getStyler().setYAxisMin(0.0);
        plot.getStyler().setYAxisMax(chart.most() > 0 ? chart.most() * 1.05 : 1);
      }
    }
    addBands(plot, chart);
    addLines(plot, chart);
    addUnseenPoints(plot, chart);
    return plot;
  }

  /** What is too long for the picture is written smaller. */
  private static Font fitting(String title) {
    double width = TITLE.getStringBounds(title, new FontRenderContext(null, true, true)).getWidth();
    double room = WIDTH * 0.96;
    return width <= room ? TITLE : TITLE.deriveFont((float) (TITLE.getSize() * room / width));
  }

  /** The power of ten at or beyond a number. */
  private static double decade(double number, RoundingMode mode) {
    double exponent = Math.log10(number);
    return Math.pow(10, mode == RoundingMode.FLOOR ? Math.floor(exponent) : Math.ceil(exponent));
  }

  /** Under everything else; a polygon there along the upper edge and back along the lower. */
  private void addBands(XYChart plot, Chart chart) {
    for (Chart.Line line : chart.lines()) {
      if (line.band().isPresent() && !line.band().get().low().isEmpty()) {
        Curve low = line.band().get().low();
        Curve high = line.band().get().high();
        XYSeries series =
            plot.addSeries(unused(plot), joined(high.x(), low.x()), joined(high.y(), low.y()));
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(translucent(line.slot(), 48));
        series.setLineColor(translucent(line.slot(), 0));
        series.setMarker(SeriesMarkers.NONE);
      }
    }
  }

  private static double[] joined(double[] there, double[] back) {
    double[] joined = Arrays.copyOf(there, there.length + back.length);
    for (int i = 0; i < back.length; i++) {
      joined[joined.length - 1 - i] = back[i];
    }
    return joined;
  }

  private void addLines(XYChart plot, Chart chart) {
    for (Chart.Level level : chart.levels()) {
      double[] x = {0, chart.lastX() > 0 ? chart.lastX() * 1.02 : 1};
      XYSeries series = plot.addSeries(unused(plot), x, new double[] {level.y(), level.y()});
      series
          .setMarker(SeriesMarkers.NONE)
          .setLineStyle(DASHED)
          .setLineColor(theme.line(level.slot()));
    }
    long withSeeds = chart.lines().stream().filter(line -> line.seeds().size() > 1).count();
    for (Chart.Line line : chart.lines()) {
      if (withSeeds <= MOST_LINES_WITH_SEEDS
          || line.seeds().size() == 1
          || line.mean().isEmpty()) { // else it would stand in the legend alone
        line.seeds().forEach(seed -> addSeed(plot, line, seed));
      }
    }
    for (Chart.Line line : chart.lines()) {
      if (!line.mean().isEmpty()) {
        addMean(plot, line);
      }
    }
  }

  /** A point where it is no line. */
  private void addSeed(XYChart plot, Chart.Line line, Curve seed) {
    if (!seed.isEmpty()) {
      Color colour = translucent(line.slot(), 95);
      plot.addSeries(unused(plot), seed.x(), seed.y())
          .setMarker(seed.x().length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
          .setMarkerColor(colour)
          .setLineStyle(THIN)
          .setLineColor(colour);
    }
  }

  private void addMean(XYChart plot, Chart.Line line) {
    Color colour = theme.line(line.slot(), line.strength());
    double[] x = line.mean().x();
    double[] y = line.mean().y();
    boolean isLong = x.length > MOST_MARKERS;
    plot.addSeries(unused(plot), x, y)
        .setMarker(isLong ? SeriesMarkers.NONE : marker(line))
        .setMarkerColor(colour)
        .setLineStyle(THICK)
        .setLineColor(colour);
    if (isLong) {
      int[] marked =
          IntStream.range(0, MARKERS_OF_LONG_LINES)
              .map(i -> (2 * i + 1) * x.length / (2 * MARKERS_OF_LONG_LINES))
              .toArray();
      plot.addSeries(
              unused(plot),
              IntStream.of(marked).mapToDouble(i -> x[i]).toArray(),
              IntStream.of(marked).mapToDouble(i -> y[i]).toArray())
          .setMarker(marker(line))
          .setMarkerColor(colour)
          .setLineStyle(SeriesLines.NONE);
    }
  }

  /**
   * XChart labels equally spaced points one by one, such as every third of them; a point that
   * breaks the spacing makes it label round numbers.
   */
  private static void addUnseenPoints(XYChart plot, Chart chart) {
    double[] x = {0, 0.37 * chart.lastX()};
    double[] y = {chart.most(), chart.most()};
    plot.addSeries(unused(plot), x, y).setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.NONE);
  }

  /** XChart wants a name for each series; ours stand in the legend. */
  private static String unused(XYChart plot) {
    return Integer.toString(plot.getSeriesMap().size());
  }

  private void style(XYStyler styler) {
    styler.setChartBackgroundColor(theme.ground());
    styler.setPlotBackgroundColor(theme.ground());
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(theme.grid());
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotContentSize(0.98);
    styler.setChartFontColor(theme.text());
    styler.setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(FONT);
    styler.setAxisTickLabelsFont(FONT);
    styler.setXAxisTickLabelsColor(theme.mutedText());
    styler.setYAxisTickLabelsColor(theme.mutedText());
    styler.setXAxisTickMarksColor(theme.grid());
    styler.setYAxisTickMarksColor(theme.grid());
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setYAxisTickMarkSpacingHint(44);
    styler.setLegendVisible(false);
    styler.setMarkerSize(MARKER_SIZE);
    styler.setAntiAlias(true);
  }

  private Color translucent(int slot, int alpha) {
    Color colour = theme.line(slot);
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }

  private static Marker marker(Chart.Line line) {
    int slot = line.slot();
    return slot == Chart.NEUTRAL
        ? SeriesMarkers.NONE
        : MARKERS.get((slot + slot / MARKERS.size()) % MARKERS.size());
  }
}
