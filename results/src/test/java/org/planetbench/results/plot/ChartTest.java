package org.planetbench.results.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.planetbench.results.table.Numbers;

class ChartTest {
  @Test
  void hasALogarithmicAxisOnlyWhereValuesArePositiveAndFarApart() {
    assertTrue(chart(65, 20, 4, 2).logarithmicIfWide().logarithmic());
    assertFalse(chart(65, 20, 14).logarithmicIfWide().logarithmic());
    assertFalse(chart(65, 20, 0).logarithmicIfWide().logarithmic());
    assertFalse(chart(65, 2).logarithmic());
  }

  /** XChart labels evenly spaced values where it is given a function, whatever the axis. */
  @Test
  void aLogarithmicAxisHasLabelsOfItsOwn() {
    ChartPainter painter = new ChartPainter(Theme.LIGHT);
    XYStyler logarithmic = painter.plot(chart(65, 20, 4, 2).logarithmicIfWide()).getStyler();
    assertTrue(logarithmic.isYAxisLogarithmic());
    assertNull(logarithmic.getyAxisTickLabelsFormattingFunction());
    XYStyler linear = painter.plot(chart(65, 20, 14)).getStyler();
    assertNotNull(linear.getyAxisTickLabelsFormattingFunction());
  }

  /** A line of one point would not be seen, nor would seeds that share no point have a mean. */
  @Test
  void seedsOfOnePointAreDrawn() {
    Chart.Line line = Chart.Line.of("rssm", 0, List.of(oneAt(1), oneAt(2), oneAt(3)));
    XYChart plot =
        new ChartPainter(Theme.LIGHT)
            .plot(new Chart("loss", "loss", "steps", "loss", List.of(line), List.of()));
    long points =
        plot.getSeriesMap().values().stream()
            .filter(series -> series.getMarker().equals(SeriesMarkers.CIRCLE))
            .count();
    assertEquals(3, points);
  }

  /** Ten colours come again; on long lines, too, a marker tells the eleventh from the first. */
  @Test
  void linesOfOneColourHaveOtherMarkers() {
    double[] x = DoubleStream.iterate(0, at -> at + 1).limit(200).toArray();
    List<Chart.Line> lines =
        List.of(
            Chart.Line.of("first", 0, List.of(new Curve(x, x))),
            Chart.Line.of("eleventh", 10, List.of(new Curve(x, x))));
    XYChart plot =
        new ChartPainter(Theme.LIGHT)
            .plot(new Chart("loss", "loss", "steps", "loss", lines, List.of()));
    List<Marker> markers =
        plot.getSeriesMap().values().stream()
            .map(XYSeries::getMarker)
            .filter(marker -> !marker.equals(SeriesMarkers.NONE))
            .toList();
    assertEquals(2, markers.size());
    assertNotEquals(markers.getFirst(), markers.getLast());
  }

  @Test
  void aTitleThatIsTooLongIsSmaller() {
    Chart chart = chart(1, 2);
    Chart titled =
        new Chart("loss", "word ".repeat(20), "steps", "loss", chart.lines(), chart.levels());
    ChartPainter painter = new ChartPainter(Theme.LIGHT);
    assertEquals(15, painter.plot(chart).getStyler().getChartTitleFont().getSize2D());
    assertTrue(painter.plot(titled).getStyler().getChartTitleFont().getSize2D() < 12);
  }

  @Test
  void aLineThatEndsEarlySaysWhere() {
    Curve whole = new Curve(new double[] {1, 50}, new double[] {5, 6});
    Chart chart =
        new Chart(
            "error",
            "error",
            "steps",
            "error",
            List.of(
                Chart.Line.of("rssm", 0, List.of(whole)),
                Chart.Line.of("dvbf", 1, List.of(oneAt(20)))),
            List.of());
    assertTrue(chart.description().endsWith("rssm 6; dvbf 5 at 20."), chart::description);
  }

  private static Curve oneAt(double x) {
    return new Curve(new double[] {x}, new double[] {5});
  }

  @Test
  void labelsAnAxisInOneUnit() {
    assertEquals(List.of("0", "5k", "10k"), labels(10_000, 0, 5_000, 10_000));
    assertEquals(List.of("0", "0.5M", "1M"), labels(1e6, 0, 500_000, 1_000_000));
    assertEquals(List.of("0", "2500", "5000"), labels(5_000, 0, 2_500, 5_000));
    assertEquals(List.of("0.001", "0.1"), labels(0.1, 0.001, 0.1));
    assertEquals(List.of("0", "2e-7", "8e-7"), labels(8e-7, 0, 2e-7, 8e-7));
    assertEquals(List.of("1.25e-5", "2.5e-5"), labels(2.4e-5, 1.25e-5, 2.5e-5));
    assertEquals(List.of("0", "1e-10", "1"), labels(1, 1e-17, 1e-10, 1));
    assertEquals(List.of("0", "0.5"), labels(0, 0, 0.5));
  }

  private static List<String> labels(double most, double... ticks) {
    return DoubleStream.of(ticks).mapToObj(tick -> Numbers.ticks(most).apply(tick)).toList();
  }

  private static Chart chart(double... values) {
    double[] x = DoubleStream.iterate(1, i -> i + 1).limit(values.length).toArray();
    Chart.Line line = Chart.Line.of("rssm", 0, List.of(new Curve(x, values)));
    return new Chart("loss", "loss", "update steps", "loss", List.of(line), List.of());
  }
}
