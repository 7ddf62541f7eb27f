package org.planetbench.harness.rollout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.media.Frame;
import org.planetbench.results.run.media.Media;
import org.planetbench.suites.Camera;
import org.planetbench.suites.Pixels;

/** Keeps a picture of every moment as {@code episode_000_step_00000.png}. */
public final class FrameFolder implements RolloutSink {
  private final Path folder;
  private final Camera camera;

  /**
   * @param folder that is there
   * @param camera of the environment that is played; the caller closes it
   */
  public FrameFolder(Path folder, Camera camera) {
    this.folder = folder;
    this.camera = camera;
  }

  /**
   * Looks whether pictures can be kept there. A folder that is there has to be empty: pictures of
   * another rollout would pass for this one's.
   */
  public static void require(Path folder) throws IOException {
    AtomicFile.requireFolder(folder);
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new BadInputException(
            "--frames: expected a new or empty folder, got files in "
                + folder
                + "; choose another folder, or delete it");
      }
    }
  }

  @Override
  public void row(RolloutRow row) throws IOException {
    Pixels picture = camera.picture();
    String name =
        String.format(Locale.ROOT, "episode_%03d_step_%05d.png", row.episode(), row.step());
    Media.writePng(
        folder.resolve(name), new Frame(picture.height(), picture.width(), picture.rgb()));
  }
}
