package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.ChartPainter;
import org.planetbench.results.plot.Theme;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.media.Media;

/** The plots that one run leaves in its folder. */
public final class RunPlots {
  private RunPlots() {}

  /** Writes the returns of training and evaluation episodes over environment steps as a PNG. */
  public static void writeLearningCurve(Path file, String cell, List<EpisodeRow> episodes)
      throws IOException {
    Chart chart =
        new Chart(
            "learning_curve",
            cell,
            Run.TRAINING,
            Metric.EPISODE_RETURN.label(),
            List.of(
                new Chart.Line(
                    "training episodes", Chart.NEUTRAL, 1, Run.trainingCurve(episodes), List.of()),
                new Chart.Line("evaluation", 0, 1, Run.evaluationCurve(episodes), List.of())),
            List.of());
    Media.writeDrawing(file, new ChartPainter(Theme.LIGHT).paint(chart));
  }
}
