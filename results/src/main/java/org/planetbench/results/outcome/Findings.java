package org.planetbench.results.outcome;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.results.run.EvaluationStarts;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;
import org.planetbench.results.table.TerminalText;

/** What a reader must know before believing the rest: shown first, never only in a log. */
public final class Findings {
  private static final int NAMED = 3;

  private final SequencedMap<String, List<String>> placesOf = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();

  /**
   * @param where a cell or folder
   * @param what one line; the same line about several runs is told once
   */
  public void add(String where, String what) {
    List<String> places = placesOf.computeIfAbsent(what, line -> new ArrayList<>());
    if (!places.contains(where)) {
      places.add(where);
    }
  }

  /** A run that is not shown at all, since its numbers can't be trusted. */
  void leaveOut(String where, String why) {
    leftOut.add(where);
    add(where, "left out: " + why + "; bench verify --runs names all that is wrong");
  }

  public List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** The headlines, after that of what is not among them. */
  public List<String> atTheTop(List<String> headlines) {
    if (leftOut.isEmpty()) {
      return headlines;
    }
    String notice =
        "Left out, as damaged or not as certified: %s. No number here counts %s."
            .formatted(names(leftOut).text(), leftOut.size() == 1 ? "it" : "them");
    return Stream.concat(Stream.of(notice), headlines.stream()).toList();
  }

  /** How a run ended that is not to be counted. */
  void addFrom(String cell, RunRecord record) {
    switch (record.status()) {
      case FINISHED -> {}
      case RUNNING -> add(cell, "still running, or killed: its results are not counted");
      case INTERRUPTED ->
          add(cell, "interrupted: its results are not counted; bench run resumes it");
      case FAILED -> add(cell, "failed: " + record.error().orElse("its record does not say why"));
    }
  }

  /** What the run's own record says against it. */
  void addFrom(Run run) {
    String cell = run.name();
    addFrom(cell, run.record());
    run.record().warnings().forEach(warning -> add(cell, warning));
    if (run.record().isAbridged()) {
      add(cell, "an abridged copy: its numbers were checked when it was made, and can't be here");
    } else if (!run.record().isCertified()) {
      add(cell, "from before there were certificates: nothing vouches for its numbers");
    }
    if (run.agentStepsPerEpisode() > 0) {
      add(cell, "episodes were cut short: their returns are not comparable with published ones");
    }
    run.record().provenance().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("commit") && entry.getValue().endsWith("-dirty"))
        .forEach(entry -> add(cell, "made from a checkout with uncommitted changes"));
  }

  /** What one of two sides of a comparison has. */
  public void addAll(String side, Findings others) {
    others.placesOf.forEach(
        (what, places) -> places.forEach(place -> add(side + ": " + place, what)));
    others.leftOut.forEach(place -> leftOut.add(side + ": " + place));
  }

  /** What makes runs that are shown together less comparable than they look. */
  public void addFrom(List<Run> runs) {
    addSetOtherwise(runs);
    boolean apart = runs.stream().map(Run::starts).distinct().count() > 1;
    for (Run run : runs) {
      if (apart && run.starts() == EvaluationStarts.COMMON) {
        add(
            run.name(),
            "of an older planet-bench, evaluated from start states common to all cells: it stands"
                + " apart, with none of the others in a mean");
      }
      PictureSource.difference(runs.getFirst().record(), run.record())
          .ifPresent(
              difference -> add(run.name(), "it and " + runs.getFirst().name() + " " + difference));
    }
  }

  /** Seeds of a group are averaged, and have to be seeds of one thing. */
  public void addSetOtherwise(List<Run> runs) {
    for (Group group : Group.of(runs)) {
      Run first = group.runs().getFirst();
      for (Run run : group.runs()) {
        List<String> differences = run.record().setOtherwise(first.record());
        if (!differences.isEmpty()) {
          add(
              run.name(),
              "set otherwise than %s, whose seed it is averaged with: %s%s"
                  .formatted(
                      first.name(),
                      differences.stream().limit(NAMED).collect(Collectors.joining(", ")),
                      differences.size() > NAMED ? " and more" : ""));
        }
      }
    }
  }

  public boolean isEmpty() {
    return placesOf.isEmpty();
  }

  /** For a terminal: a warning each, in lines that it has room for; empty without one. */
  public String text() {
    return isEmpty()
        ? ""
        : "\nWarnings\n"
            + placesOf.entrySet().stream()
                .map(warning -> names(warning.getValue()).text() + ": " + warning.getKey())
                .map(TerminalText::wrapped)
                .collect(Collectors.joining());
  }

  public Table table() {
    return new Table(
        "warnings",
        "Warnings",
        "",
        List.of(Column.text("finding", "what"), Column.text("runs", "runs")),
        placesOf.entrySet().stream()
            .map(entry -> List.of(Cell.of(entry.getKey()), names(entry.getValue())))
            .toList());
  }

  /** The first few for people, all for programs. */
  public static Cell names(List<String> names) {
    String some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return new Cell(
        names.size() <= NAMED ? some : some + " and " + (names.size() - NAMED) + " more",
        String.join(" ", names));
  }
}
