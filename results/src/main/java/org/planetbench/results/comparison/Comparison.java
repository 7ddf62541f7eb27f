package org.planetbench.results.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.results.claims.ClaimTable;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.comparison.Pairing.Pair;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.outcome.RunReader;
import org.planetbench.results.page.Content;
import org.planetbench.results.page.Pictures;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.plot.Curve;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.TerminalText;

/** Two sets of runs, such as of two commits or two variants, compared cell by cell. */
public final class Comparison {
  private static final int KEPT = 12; // of a commit's name

  /**
   * @param runs a folder of runs
   * @param variant of these runs only; empty: all
   */
  public record Side(Path runs, Optional<String> variant) {}

  private final Side a;
  private final Side b;
  private final Pairing pairing;
  private final PairedTables tables;
  private final List<Table> claims;
  private final Findings findings;

  private Comparison(
      Side a, Side b, Pairing pairing, double confidence, List<Table> claims, Findings findings) {
    this.a = a;
    this.b = b;
    this.pairing = pairing;
    this.tables = new PairedTables(pairing, confidence);
    this.claims = claims;
    this.findings = findings;
  }

  /**
   * Reads both sides and pairs their runs by task and seed: and by variant, unless each side has
   * only one.
   *
   * @param confidence of the intervals
   * @param claims to put beside the runs of either side
   * @throws org.planetbench.results.run.file.MalformedFileException if there is no such folder
   */
  public static Comparison of(Side a, Side b, double confidence, Claims claims) throws IOException {
    Findings findings = new Findings();
    List<Run> runsA = read(a, "A", findings);
    List<Run> runsB = read(b, "B", findings);
    Pairing pairing = Pairing.of(runsA, runsB);
    pairing.pairs().forEach(pair -> pair.tellTo(findings));
    List<Table> beside = new ArrayList<>(besideClaims("A", runsA, claims));
    beside.addAll(besideClaims("B", runsB, claims));
    return new Comparison(a, b, pairing, confidence, beside, findings);
  }

  private static List<Table> besideClaims(String side, List<Run> runs, Claims claims) {
    return ClaimTable.of(Group.of(runs), claims).stream()
        .map(
            table ->
                new Table(
                    table.id() + "_" + side.toLowerCase(Locale.ROOT),
                    side + ": " + table.title(),
                    table.caption(),
                    table.columns(),
                    table.rows()))
        .toList();
  }

  private static List<Run> read(Side side, String name, Findings findings) throws IOException {
    Findings ofSide = new Findings();
    List<Run> runs =
        new RunReader(ofSide, side.variant())
            .read(side.runs()).stream().flatMap(run -> run.byTask().stream()).toList();
    List<RunFolder> all = RunFolder.list(side.runs());
    if (runs.isEmpty() && !all.isEmpty() && ofSide.leftOut().isEmpty()) {
      throw MalformedFileException.in(
          side.runs(),
          "%s: expected a variant with runs, got '%s'; there are %s"
              .formatted(
                  name,
                  side.variant().orElse(""),
                  all.stream()
                      .map(RunReader::variantOf)
                      .distinct()
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    ofSide.addSetOtherwise(runs);
    findings.addAll(name, ofSide);
    return runs;
  }

  /** Whether nothing could be paired. */
  public boolean isEmpty() {
    return pairing.pairs().isEmpty();
  }

  /** Runs of either side that are damaged, or not as they were certified: they are in no pair. */
  public List<String> leftOut() {
    return findings.leftOut();
  }

  /** Of the paired runs, A's before B's. */
  public List<RunFolder> folders() {
    return Stream.concat(
            pairing.pairs().stream().map(Pair::a), pairing.pairs().stream().map(Pair::b))
        .map(run -> run.folder().path())
        .distinct()
        .map(RunFolder::at)
        .toList();
  }

  /** For a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("A  ").append(line(a, Pair::a)).append('\n');
    text.append("B  ").append(line(b, Pair::b)).append('\n');
    List<String> headlines = tables.headlines();
    text.append(headlines.isEmpty() ? "" : "\n");
    headlines.forEach(line -> text.append(TerminalText.wrapped(line)));
    List<Table> shownTables =
        new ArrayList<>(List.of(tables.returns(), tables.overall(), tables.latency()));
    shownTables.addAll(claims);
    shownTables.addAll(List.of(tables.differences(), tables.unpaired()));
    for (Table table : shownTables) {
      if (!table.isEmpty()) {
        Table shown = table.forPeople();
        text.append('\n').append(shown.title()).append('\n').append(shown.plain());
      }
    }
    return text.append(findings.text())
        .append('\n')
        .append(TerminalText.wrapped(tables.returns().caption()))
        .toString();
  }

  /** {@code runs/main: rssm, commit 0123456789ab}. */
  private String line(Side side, Function<Pair, Run> of) {
    List<Run> runs = pairing.pairs().stream().map(of).toList();
    return side.runs()
        + ": "
        + distinct(runs, run -> run.record().variant())
        + ", commit "
        + distinct(
            runs, run -> shortened(run.record().provenance().getOrDefault("commit", "unknown")));
  }

  private static String shortened(String commit) {
    return commit.replaceFirst("^([0-9a-f]{" + KEPT + "})[0-9a-f]+", "$1");
  }

  private static String distinct(List<Run> runs, Function<Run, String> value) {
    return runs.stream().map(value).distinct().sorted().collect(Collectors.joining(", "));
  }

  /**
   * Writes {@code index.html}, {@code compare.md}, {@code tables/} as CSV and LaTeX and the curves
   * of both sides in {@code plots/}; gives the page.
   */
  public Path write(Path out) throws IOException {
    for (String folder : List.of("tables", "plots")) {
      AtomicFile.createFolder(out.resolve(folder));
    }
    Pictures pictures = new Pictures(out, 0);
    return content(pictures).write(out, pictures, "compare.md");
  }

  private Content content(Pictures pictures) throws IOException {
    Chart[] charts = pairing.bySeeds().stream().map(Comparison::curves).toArray(Chart[]::new);
    return new Content(
        "planet-bench: A against B",
        "A: " + line(a, Pair::a) + " · B: " + line(b, Pair::b),
        List.of(new Content.Figure(Integer.toString(pairing.pairs().size()), "pairs of runs")),
        findings.atTheTop(tables.headlines()),
        findings.table(),
        List.of(
            Content.Block.of("returns", "Paired returns", tables.returns(), tables.overall()),
            Content.Block.of(
                "curves",
                "Learning curves",
                "Evaluation episodes of the paired runs. Thick: the mean over seeds; thin: one line"
                    + " a seed.",
                pictures.plots(Chart.nonEmpty(charts))),
            Content.Block.of("latency", "Planning latency", tables.latency()),
            Content.Block.of("claims", "Published claims", claims.toArray(Table[]::new)),
            Content.Block.of("differences", "What differs", tables.differences()),
            Content.Block.of("unpaired", "Not paired", tables.unpaired())));
  }

  private static Chart curves(List<Pair> pairs) {
    Pair first = pairs.getFirst();
    String variants =
        first.variantA().equals(first.variantB())
            ? first.variantA()
            : first.variantA() + "-" + first.variantB();
    List<Chart.Line> lines = new ArrayList<>();
    addLine(lines, "A: " + first.variantA(), 0, pairs, Pair::a);
    addLine(lines, "B: " + first.variantB(), 1, pairs, Pair::b);
    return new Chart(
        first.task() + "-" + variants,
        first.task() + ": " + variants.replace("-", " and "),
        Run.TRAINING,
        Metric.EPISODE_RETURN.label(),
        lines,
        List.of());
  }

  private static void addLine(
      List<Chart.Line> lines, String label, int slot, List<Pair> pairs, Function<Pair, Run> side) {
    List<Curve> seeds =
        pairs.stream().map(side).map(Run::evaluationCurve).filter(c -> !c.isEmpty()).toList();
    if (!seeds.isEmpty()) {
      lines.add(Chart.Line.of(label, slot, seeds));
    }
  }
}
