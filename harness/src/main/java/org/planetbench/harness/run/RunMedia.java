package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.planetbench.agents.Agent;
import org.planetbench.agents.OpenLoop;
import org.planetbench.results.report.RunPlots;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.media.Frame;
import org.planetbench.results.run.media.Media;
import org.planetbench.results.run.media.PredictionStrip;
import org.planetbench.results.run.media.Video;
import org.planetbench.suites.Pixels;

/**
 * The pictures a finished run leaves: its last evaluation as a video, what the model foresaw of it,
 * the learning curve.
 */
final class RunMedia {
  private static final int SCREEN_PIXELS = 4;
  private static final int STRIP_COLUMNS = 15;

  /** Frames the model sees before it has to imagine, as in the paper's Figure 3. */
  private static final int CONTEXT = 5;

  /** Context and the 50 steps of imagination that the paper shows. */
  private static final int STRIP_LENGTH = 55;

  private final RunFolder folder;
  private final CellSetting setting;

  RunMedia(RunFolder folder, CellSetting setting) {
    this.folder = folder;
    this.setting = setting;
  }

  void write(Film film, Agent agent) throws IOException {
    Path media = folder.media();
    double secondsPerFrame = setting.task().environmentStepSeconds() * setting.actionRepeat();
    new Video(SCREEN_PIXELS)
        .write(media.resolve(Media.EVALUATION), frames(film.frames()), secondsPerFrame);
    int length = Math.min(STRIP_LENGTH, film.frames().size());
    Optional<OpenLoop> prediction =
        agent.openLoop(
            film.frames().subList(0, length),
            film.actions().subList(0, length - 1),
            Math.min(CONTEXT, length));
    if (prediction.isPresent()) {
      OpenLoop loop = prediction.get();
      List<Frame> truth = frames(loop.truth());
      List<Frame> predicted =
          frames(loop.predicted()).stream()
              .map(frame -> frame.enlargedTo(truth.getFirst()))
              .toList();
      new PredictionStrip(STRIP_COLUMNS)
          .write(media.resolve(Media.OPEN_LOOP), truth, predicted, loop.context());
    }
  }

  /** From all episodes on record: after the last of them is. */
  void writeLearningCurve() throws IOException {
    RunPlots.writeLearningCurve(
        folder.media().resolve(Media.LEARNING_CURVE),
        folder.cell(),
        RunTable.EPISODES.read(folder));
  }

  private static List<Frame> frames(List<Pixels> pictures) {
    return pictures.stream().map(p -> new Frame(p.height(), p.width(), p.rgb())).toList();
  }
}
