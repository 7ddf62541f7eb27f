package org.planetbench.results.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TerminalPlotTest {
  @Test
  void drawsALineThroughThePoints() {
    String plot =
        new TerminalPlot(11, 5, "steps")
            .add("rssm", new double[] {0, 10_000}, new double[] {0, 400})
            .level("random agent", 100)
            .draw();
    assertEquals(
        """
            400 ┤         ●●
                │       ●●
            200 ┤    ●●●
                │╌╌●●╌╌╌╌╌╌╌
              0 ┤●●
                └───────────
                 0       10k  steps
                 ● rssm   ╌ random agent
        """,
        plot);
  }

  @Test
  void drawsNothingWithoutPoints() {
    TerminalPlot plot = new TerminalPlot(20, 5, "steps");
    plot.add("diverged", new double[] {0, 1}, new double[] {Double.NaN, Double.NaN});
    assertEquals("", plot.draw());
  }
}
