package org.planetbench.results.page;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.ChartPainter;
import org.planetbench.results.plot.Theme;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.media.Media;

/**
 * Puts the pictures of a report beside its page, and into it: a page that carries its pictures can
 * be sent as one file and shows in MLflow's viewer. Those of many runs would make it too heavy:
 * beyond {@link #EMBEDDED_AT_MOST} bytes videos, and beyond {@link #PLOTS_AT_MOST} the rest of the
 * plots, are linked instead.
 */
public final class Pictures {
  public static final long EMBEDDED_AT_MOST = 24L << 20;
  static final long PLOTS_AT_MOST = 12L << 20;

  private final Path out;
  private final ChartPainter light = new ChartPainter(Theme.LIGHT);
  private final ChartPainter dark = new ChartPainter(Theme.DARK);
  private final boolean embedMedia;
  private long plotted;

  /**
   * @param out the page's folder, with the folders {@code plots} and {@code media}
   * @param mediaSize bytes of all that {@link #media} will be given
   */
  public Pictures(Path out, long mediaSize) {
    this.out = out;
    this.embedMedia = mediaSize <= EMBEDDED_AT_MOST;
  }

  /** The charts, drawn for light and dark pages. */
  public List<Picture> plots(List<Chart> charts) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    for (Chart chart : charts) {
      String path = "plots/" + chart.id() + ".png";
      String darkPath = "plots/" + chart.id() + Theme.DARK.suffix() + ".png";
      pictures.add(
          new Picture(
              draw(path, light.paint(chart)),
              draw(darkPath, dark.paint(chart)),
              path,
              chart.description()));
    }
    return pictures;
  }

  private String draw(String path, BufferedImage image) throws IOException {
    Path file = out.resolve(path);
    Media.writeDrawing(file, image);
    plotted += Files.size(file);
    return plotted <= PLOTS_AT_MOST ? dataUri("image/png", file) : path;
  }

  /**
   * A file that a run left, copied beside the page.
   *
   * @param run its name, by which runs are told apart there
   */
  public Picture media(Path file, String run, String description) throws IOException {
    String name = String.valueOf(file.getFileName());
    String path = "media/" + run.replace('/', '-') + "-" + name;
    byte[] bytes = Files.readAllBytes(file);
    AtomicFile.write(out.resolve(path), sink -> sink.write(bytes));
    String source = embedMedia ? dataUri(type(name), file) : path;
    return new Picture(source, source, path, description);
  }

  private static String type(String name) {
    return name.endsWith(".mp4") ? "video/mp4" : name.endsWith(".gif") ? "image/gif" : "image/png";
  }

  private static String dataUri(String type, Path file) throws IOException {
    return "data:"
        + type
        + ";base64,"
        + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
