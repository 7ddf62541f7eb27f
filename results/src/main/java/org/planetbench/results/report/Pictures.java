package org.planetbench.results.report;

import org.planetbench.results.outcome.Run;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.ChartPainter;
import org.planetbench.results.plot.Theme;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.media.Media;
import org.planetbench.results.table.Numbers;

/**
 * Puts the pictures of a report beside its page, and into it: a page that carries its pictures can
 * be sent as one file and shows in MLflow's viewer. Those of many runs would make it too heavy:
 * beyond {@link #EMBEDDED_AT_MOST} bytes videos, and beyond {@link #PLOTS_AT_MOST} the rest of the
 * plots, are linked instead.
 */
final class Pictures {
  static final long EMBEDDED_AT_MOST = 24L << 20;
  static final long PLOTS_AT_MOST = 12L << 20;

  private final Path out;
  private final ChartPainter light = new ChartPainter(Theme.LIGHT);
  private final ChartPainter dark = new ChartPainter(Theme.DARK);
  private final boolean embedMedia;
  private long plotted;

  Pictures(Path out, List<Run> runs) throws IOException {
    this.out = out;
    this.embedMedia = mediaSize(runs) <= EMBEDDED_AT_MOST;
  }

  List<Picture> plots(List<Chart> charts) throws IOException {
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

  Optional<Showcase> showcase(Run run, boolean leads) throws IOException {
    String cell = run.name();
    Optional<Picture> video = film(run, "an evaluation episode of " + cell);
    Optional<Picture> strip =
        media(run, Media.OPEN_LOOP, "open-loop prediction of " + cell + " beside the truth");
    return video.isEmpty() && strip.isEmpty()
        ? Optional.empty()
        : Optional.of(new Showcase(run.task(), cell, line(run), leads, video, strip));
  }

  private Optional<Picture> film(Run run, String description) throws IOException {
    Optional<Picture> film = media(run, Media.EVALUATION, description);
    return film.isPresent() ? film : media(run, Media.EVALUATION_BEFORE, description);
  }

  private static String line(Run run) {
    List<Evaluation> evaluations = run.evaluations();
    return evaluations.isEmpty()
        ? "no evaluation yet"
        : "last evaluation: mean return "
            + Numbers.rounded(evaluations.getLast().mean())
            + " over "
            + evaluations.getLast().returns().size()
            + (evaluations.getLast().returns().size() == 1 ? " episode" : " episodes");
  }

  private String draw(String path, BufferedImage image) throws IOException {
    Path file = out.resolve(path);
    Media.writeDrawing(file, image);
    plotted += Files.size(file);
    return plotted <= PLOTS_AT_MOST ? dataUri("image/png", file) : path;
  }

  private Optional<Picture> media(Run run, String name, String description) throws IOException {
    Optional<Path> file = run.media(name);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String path = "media/" + run.name().replace('/', '-') + "-" + name;
    byte[] bytes = Files.readAllBytes(file.get());
    AtomicFile.write(out.resolve(path), sink -> sink.write(bytes));
    String source = embedMedia ? dataUri(type(name), file.get()) : path;
    return Optional.of(new Picture(source, source, path, description));
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

  private static long mediaSize(List<Run> runs) throws IOException {
    long size = 0;
    for (Run run : runs) {
      for (String name : List.of(Media.EVALUATION, Media.EVALUATION_BEFORE, Media.OPEN_LOOP)) {
        Optional<Path> file = run.media(name);
        size += file.isPresent() ? Files.size(file.get()) : 0;
      }
    }
    return size;
  }
}
