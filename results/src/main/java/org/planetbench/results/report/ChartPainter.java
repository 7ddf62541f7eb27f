package org.planetbench.results.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws a {@link Chart} at twice its size on a page, so that it stays sharp on screen and paper.
 */
final class ChartPainter {
  static final int WIDTH = 600;
  static final int HEIGHT = 360;
  private static final int PIXELS_PER_POINT = 2;
  private static final int MOST_MARKERS = 40;

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

  ChartPainter(Theme theme) {
    this.theme = theme;
  }

  BufferedImage paint(Chart chart) {
    XYChart plot =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(chart.title())
            .xAxisTitle(chart.xLabel())
            .yAxisTitle(chart.yLabel())
            .build();
    style(plot.getStyler());
    if (chart.lines().size() + chart.levels().size() < 2) {
      plot.getStyler().setLegendVisible(false);
    }
    plot.getStyler().setXAxisMax(chart.lastX() > 0 ? chart.lastX() * 1.02 : 1);
    addLines(plot, chart);
    BufferedImage image =
        new BufferedImage(
            WIDTH * PIXELS_PER_POINT, HEIGHT * PIXELS_PER_POINT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
    plot.paint(g, WIDTH, HEIGHT);
    g.dispose();
    return image;
  }

  private void addLines(XYChart plot, Chart chart) {
    for (Chart.Level level : chart.levels()) {
      double[] x = {0, Math.max(1, chart.lastX() * 1.02)};
      XYSeries series = plot.addSeries(level.label(), x, new double[] {level.y(), level.y()});
      series.setMarker(SeriesMarkers.NONE).setLineStyle(DASHED).setLineColor(line(level.slot()));
    }
    for (Chart.Line line : chart.lines()) {
      for (int i = 0; i < line.seeds().size(); i++) {
        Curve seed = line.seeds().get(i);
        if (!seed.isEmpty()) {
          XYSeries series = plot.addSeries(line.label() + " seed " + i, seed.x(), seed.y());
          series.setMarker(SeriesMarkers.NONE).setLineStyle(THIN).setLineColor(thin(line.slot()));
          series.setShowInLegend(false);
        }
      }
    }
    for (Chart.Line line : chart.lines()) {
      if (!line.mean().isEmpty()) {
        addMean(plot, line);
      }
    }
  }

  private void addMean(XYChart plot, Chart.Line line) {
    XYSeries series = plot.addSeries(line.label(), line.mean().x(), line.mean().y());
    boolean marked = line.mean().x().length <= MOST_MARKERS;
    series
        .setMarker(marked ? marker(line.slot()) : SeriesMarkers.NONE)
        .setMarkerColor(line(line.slot()))
        .setLineStyle(THICK)
        .setLineColor(line(line.slot()));
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
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setChartTitleBoxVisible(false);
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setXAxisTickLabelsColor(theme.mutedText());
    styler.setYAxisTickLabelsColor(theme.mutedText());
    styler.setXAxisTickMarksColor(theme.grid());
    styler.setYAxisTickMarksColor(theme.grid());
    styler.setxAxisTickLabelsFormattingFunction(Numbers::tick);
    styler.setyAxisTickLabelsFormattingFunction(Numbers::tick);
    styler.setXAxisMin(0.0);
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setYAxisTickMarkSpacingHint(44);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendBackgroundColor(theme.ground());
    styler.setLegendBorderColor(theme.ground());
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setLegendSeriesLineLength(26);
    styler.setMarkerSize(6);
    styler.setAntiAlias(true);
  }

  private Color line(int slot) {
    return theme.line(slot);
  }

  private Color thin(int slot) {
    Color colour = line(slot);
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 95);
  }

  private static Marker marker(int slot) {
    return slot == Chart.NEUTRAL
        ? SeriesMarkers.NONE
        : MARKERS.get((slot + slot / MARKERS.size()) % MARKERS.size());
  }
}
