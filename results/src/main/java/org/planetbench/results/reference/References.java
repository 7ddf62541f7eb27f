package org.planetbench.results.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.planetbench.results.run.csv.CsvRow;
import org.planetbench.results.run.csv.CsvTable;
import org.planetbench.results.run.csv.FirstLines;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * The reference numbers of a folder: {@code results/reference} of the checkout, one CSV file per
 * family. They are read from there and not packaged, because they change without a build: a blessed
 * run is a reference at once, and what a report shows is what its reader can open.
 */
public final class References {
  /** Below the root of the checkout. */
  public static final Path FOLDER = Path.of("results", "reference");

  /** What others claim, beside the references: {@code org.planetbench.results.claims} reads it. */
  public static final String LEDGER = "claims.csv";

  private static final CsvTable<Reference> TABLE =
      new CsvTable<>(
          List.of(
              "task",
              "variant",
              "metric",
              "unit",
              "protocol",
              "seeds",
              "value",
              "spread",
              "environment_steps",
              "family",
              "source",
              "seed_values"),
          11,
          References::fields,
          References::reference);

  private final List<Reference> all;
  private final String hash;

  private References(List<Reference> all, String hash) {
    this.all = List.copyOf(all);
    this.hash = hash;
  }

  /** For reports without any. */
  public static References none() {
    return new References(List.of(), "none");
  }

  /**
   * All families under {@code folder}.
   *
   * @throws MalformedFileException naming file and line, if the folder has no CSV file, a value is
   *     not what its column wants, a row's family is not its file's name, or a number is there
   *     twice
   */
  public static References read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw MalformedFileException.in(
          folder, "expected the folder of reference numbers; is this the root of the checkout?");
    }
    List<Path> files = files(folder);
    if (files.isEmpty()) {
      throw MalformedFileException.in(folder, "expected a CSV file per family, found none");
    }
    List<Reference> all = new ArrayList<>();
    for (Path file : files) {
      all.addAll(family(file));
    }
    return new References(all, FamilyHash.ofAll(folder));
  }

  public List<Reference> all() {
    return all;
  }

  /** Of the bundle, over all families: the same hash, the same numbers. */
  public String hash() {
    return hash;
  }

  public List<Reference> ofFamily(String family) {
    return all.stream().filter(reference -> reference.family().equals(family)).toList();
  }

  /** Replaces the file of a family. */
  static void write(Path file, List<Reference> references) throws IOException {
    TABLE.write(file, references);
  }

  /**
   * What a result at {@code environmentSteps} may be read beside, one of each family by name: the
   * first number that was taken at or after that budget, else the family's last.
   */
  public List<Reference> beside(String task, String variant, String metric, long environmentSteps) {
    Map<String, Reference> byFamily = new TreeMap<>();
    all.stream()
        .filter(
            reference ->
                reference.task().equals(task)
                    && reference.variant().equals(variant)
                    && reference.metric().equals(metric))
        .sorted(Comparator.comparingLong(Reference::environmentSteps))
        .forEach(
            reference ->
                byFamily.merge(
                    reference.family(),
                    reference,
                    (sooner, later) ->
                        sooner.environmentSteps() >= environmentSteps ? sooner : later));
    return List.copyOf(byFamily.values());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(References::isTable).sorted().toList();
    }
  }

  /** The names of the families under {@code folder}, sorted: tables, and folders of runs. */
  static List<String> families(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths
          .filter(path -> isTable(path) || isRuns(path))
          .map(References::name)
          .distinct()
          .sorted()
          .toList();
    }
  }

  /** The ledger of claims lies beside them. */
  private static boolean isTable(Path path) {
    return path.toString().endsWith(".csv") && !path.endsWith(LEDGER);
  }

  private static boolean isRuns(Path path) {
    return Files.isDirectory(path) && !path.getFileName().toString().startsWith(".");
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.csv$", "");
  }

  private static List<Reference> family(Path file) throws IOException {
    String name = name(file);
    List<Reference> references = TABLE.read(file);
    FirstLines lines = new FirstLines(file, "task, variant, metric and environment steps");
    for (int i = 0; i < references.size(); i++) {
      Reference reference = references.get(i);
      int line = i + 2;
      if (!reference.family().equals(name)) {
        throw MalformedFileException.at(
            file,
            line,
            "family: expected the file's name '" + name + "', got '" + reference.family() + "'");
      }
      lines.requireNew(key(reference), line);
    }
    return references;
  }

  /** Of which a family has one number. */
  static List<Object> key(Reference reference) {
    return List.of(
        reference.task(), reference.variant(), reference.metric(), reference.environmentSteps());
  }

  private static List<Object> fields(Reference reference) {
    return List.of(
        reference.task(),
        reference.variant(),
        reference.metric(),
        reference.unit(),
        reference.protocol(),
        reference.seeds().isPresent() ? reference.seeds().getAsInt() : "",
        reference.value(),
        reference.spread().isPresent() ? reference.spread().getAsDouble() : "",
        reference.environmentSteps(),
        reference.family(),
        reference.source(),
        SeedValues.text(reference.seedValues()));
  }

  private static Reference reference(CsvRow row) throws MalformedFileException {
    return new Reference(
        row.text("task"),
        row.text("variant"),
        row.text("metric"),
        row.text("unit"),
        row.text("protocol"),
        row.text("seeds").isEmpty() ? OptionalInt.empty() : OptionalInt.of(row.integer("seeds")),
        row.number("value"),
        row.text("spread").isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(row.number("spread")),
        row.longInteger("environment_steps"),
        row.text("family"),
        row.text("source"),
        SeedValues.parse(row.optionalText("seed_values")));
  }
}
