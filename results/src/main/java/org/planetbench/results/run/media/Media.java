package org.planetbench.results.run.media;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.planetbench.results.run.file.AtomicFile;

/**
 * What the media of a run are called, in its folder, and how they get there whole or not at all.
 */
public final class Media {
  public static final String EVALUATION = "evaluation.mp4";

  /** What earlier versions called {@link #EVALUATION}. */
  public static final String EVALUATION_BEFORE = "evaluation.gif";

  public static final String OPEN_LOOP = "open_loop.png";
  public static final String LEARNING_CURVE = "learning_curve.png";

  private Media() {}

  /** Writes a PNG; the bytes depend on the pixels only. */
  public static void writePng(Path file, RenderedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IOException("this Java has no PNG writer; expected the module java.desktop");
    }
    write(file, bytes.toByteArray());
  }

  /** Writes a plot, or what else has few colours. */
  public static void writeDrawing(Path file, BufferedImage drawing) throws IOException {
    writePng(file, FewColours.of(drawing));
  }

  /** Writes a picture as it is. */
  public static void writePng(Path file, Frame picture) throws IOException {
    writePng(file, picture.toImage(1));
  }

  static void write(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      AtomicFile.createFolder(folder);
    }
    AtomicFile.write(file, out -> out.write(bytes));
  }
}
