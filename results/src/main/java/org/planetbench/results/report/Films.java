package org.planetbench.results.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.page.Picture;
import org.planetbench.results.page.Pictures;
import org.planetbench.results.page.Showcase;
import org.planetbench.results.run.Evaluation;
import org.planetbench.results.run.media.Media;
import org.planetbench.results.table.Numbers;

/** What the runs look like: the first that shows anything stands for the seeds of its variant. */
final class Films {
  private Films() {}

  static Content.Block section(ReportData data) throws IOException {
    List<Showcase> showcases = new ArrayList<>();
    for (Group group : data.groups()) {
      boolean leads = true;
      for (Run run : group.runs()) {
        Optional<Showcase> showcase = showcase(run, leads, data.pictures());
        showcase.ifPresent(showcases::add);
        leads = leads && showcase.isEmpty();
      }
    }
    return new Content.Block(
        "films",
        "Videos and predictions",
        "Of each task its variants side by side: the last evaluation's first episode, in real"
            + " time; then open-loop predictions: after the context frames the model sees"
            + " no picture, only the actions. One seed of each variant; the others are"
            + " folded.",
        List.of(),
        List.of(),
        showcases);
  }

  private static Optional<Showcase> showcase(Run run, boolean leads, Pictures pictures)
      throws IOException {
    String cell = run.name();
    Optional<Picture> film = picture(film(run), run, "an evaluation episode of " + cell, pictures);
    Optional<Picture> strip =
        picture(
            run.media(Media.OPEN_LOOP),
            run,
            "open-loop prediction of " + cell + " beside the truth",
            pictures);
    return film.isEmpty() && strip.isEmpty()
        ? Optional.empty()
        : Optional.of(new Showcase(run.task(), cell, line(run), leads, film, strip));
  }

  private static Optional<Path> film(Run run) {
    return run.media(Media.EVALUATION).or(() -> run.media(Media.EVALUATION_BEFORE));
  }

  private static Optional<Picture> picture(
      Optional<Path> file, Run run, String description, Pictures pictures) throws IOException {
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(pictures.media(file.get(), run.name(), description));
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

  /** Bytes of all that the runs left to be seen. */
  static long size(List<Run> runs) throws IOException {
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
