package org.planetbench.results.page;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
  private static final Set<String> ENDINGS = Set.of(".png", ".gif", ".mp4");

  private final Path out;
  private final ChartPainter light = new ChartPainter(Theme.LIGHT);
  private final ChartPainter dark = new ChartPainter(Theme.DARK);
  private final boolean embedMedia;
  private final Set<String> used = new HashSet<>();
  private final Set<String> written = new HashSet<>();
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
      String name = unused("plots/", chart.id());
      String path = name + ".png";
      String darkPath = name + Theme.DARK.suffix() + ".png";
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
    written.add(String.valueOf(file.getFileName()));
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
    String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
    String stem = name.substring(0, name.length() - ending.length());
    String path = unused("media/", run + "-" + stem) + ending;
    byte[] bytes = Files.readAllBytes(file);
    AtomicFile.write(out.resolve(path), sink -> sink.write(bytes));
    written.add(path.substring(path.indexOf('/') + 1));
    String source = embedMedia ? dataUri(type(name), file) : path;
    return new Picture(source, source, path, description);
  }

  /** Of those that are in its folders. */
  void deleteOthers() throws IOException {
    for (String folder : List.of("plots", "media")) {
      if (Files.isDirectory(out.resolve(folder))) {
        AtomicFile.deleteOthers(out.resolve(folder), ENDINGS, written);
      }
    }
  }

  /**
   * What a file is called, without its ending: as {@code text}, but for what a path or a link would
   * take for something else, and with a number where another one is called so already.
   */
  private String unused(String folder, String text) {
    String plain = folder + text.replaceAll("[^\\p{L}\\p{M}\\p{N}_.]+", "-");
    String name = plain;
    for (int i = 2; !used.add(name); i++) {
      name = plain + "-" + i;
    }
    return name;
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
