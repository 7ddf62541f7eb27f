package org.planetbench.results.claims;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.planetbench.results.claims.Claim.Published;
import org.planetbench.results.claims.Claim.Source;
import org.planetbench.results.claims.Claim.Standing;
import org.planetbench.results.claims.Protocol.Observations;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.csv.CsvRow;
import org.planetbench.results.run.csv.CsvTable;
import org.planetbench.results.run.csv.FirstLines;
import org.planetbench.results.run.file.MalformedFileException;

/** All published returns that are written down. */
public final class Claims {
  private static final CsvTable<Claim> TABLE =
      new CsvTable<>(
          List.of(
              "family",
              "agent",
              "variant",
              "task",
              "environment_steps",
              "observations",
              "action_repeat",
              "settings",
              "evaluation_episodes",
              "seeds",
              "value",
              "spread",
              "protocol",
              "paper",
              "source",
              "license",
              "standing",
              "measured"),
          Claims::fields,
          Claims::claim);

  private final List<Claim> all;

  private Claims(List<Claim> all) {
    this.all = List.copyOf(all);
  }

  /** For reports without any. */
  public static Claims none() {
    return new Claims(List.of());
  }

  /**
   * @param folder of the references
   * @throws MalformedFileException naming file and line, if a value is not what its column wants or
   *     a number is there twice
   */
  public static Claims read(Path folder) throws IOException {
    Path file = folder.resolve(References.LEDGER);
    List<Claim> claims = TABLE.read(file);
    FirstLines lines = new FirstLines(file, "family, agent, task and environment steps");
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      lines.requireNew(
          List.of(
              claim.family(),
              claim.agent(),
              claim.protocol().task(),
              claim.protocol().environmentSteps()),
          i + 2);
    }
    return new Claims(claims);
  }

  public List<Claim> all() {
    return all;
  }

  /**
   * The claims of some families or agents.
   *
   * @param words names of families or agents, in any case of letters
   * @throws IllegalArgumentException for a name that no claim has, with those that there are
   */
  public Claims of(List<String> words) {
    for (String word : words) {
      if (all.stream().noneMatch(claim -> isNamed(claim, word))) {
        throw new IllegalArgumentException(
            "claims: expected families or agents of the ledger, got '%s'; families: %s; agents: %s"
                .formatted(word, distinct(Claim::family), distinct(Claim::agent)));
      }
    }
    return new Claims(
        all.stream()
            .filter(claim -> words.stream().anyMatch(word -> isNamed(claim, word)))
            .toList());
  }

  private static boolean isNamed(Claim claim, String word) {
    return claim.family().equalsIgnoreCase(word) || claim.agent().equalsIgnoreCase(word);
  }

  private String distinct(Function<Claim, String> name) {
    Set<String> names = all.stream().map(name).collect(Collectors.toCollection(TreeSet::new));
    return String.join(", ", names);
  }

  private static List<Object> fields(Claim claim) {
    Protocol protocol = claim.protocol();
    Published published = claim.published();
    return List.of(
        claim.family(),
        claim.agent(),
        claim.variant(),
        protocol.task(),
        protocol.environmentSteps(),
        protocol.observations().key(),
        orNothing(protocol.actionRepeat()),
        protocol.settings().entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining(" ")),
        orNothing(published.evaluationEpisodes()),
        orNothing(published.seeds()),
        published.value(),
        published.spread().isPresent() ? published.spread().getAsDouble() : "",
        claim.words(),
        claim.source().paper(),
        claim.source().place(),
        claim.source().license(),
        claim.standing().words(),
        claim.measured());
  }

  private static Object orNothing(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : "";
  }

  private static Claim claim(CsvRow row) throws MalformedFileException {
    for (String column : List.of("family", "agent", "task", "paper", "source", "license")) {
      if (row.text(column).isBlank()) {
        throw row.wrong(column + ": expected a word, got nothing");
      }
    }
    Protocol protocol =
        new Protocol(
            row.text("task"),
            row.longInteger("environment_steps"),
            word(row, "observations", Observations.values(), Observations::key),
            integer(row, "action_repeat"),
            settings(row),
            true);
    OptionalDouble spread = row.optionalNumber("spread");
    return new Claim(
        row.text("family"),
        row.text("agent"),
        row.text("variant"),
        protocol,
        new Published(
            row.number("value"),
            spread,
            integer(row, "seeds"),
            integer(row, "evaluation_episodes")),
        row.text("protocol"),
        new Source(row.text("paper"), row.text("source"), row.text("license")),
        word(row, "standing", Standing.values(), Standing::words),
        row.text("measured"));
  }

  /** {@code recipe.horizon=12 recipe.elites=100}. */
  private static SortedMap<String, String> settings(CsvRow row) throws MalformedFileException {
    SortedMap<String, String> settings = new TreeMap<>();
    for (String setting : row.text("settings").split(" ", 0)) {
      int equals = setting.indexOf('=');
      if (equals > 0) {
        settings.put(setting.substring(0, equals), setting.substring(equals + 1));
      } else if (!setting.isEmpty()) {
        throw row.wrong("settings: expected name=value, by spaces, got '" + setting + "'");
      }
    }
    return settings;
  }

  private static OptionalInt integer(CsvRow row, String column) throws MalformedFileException {
    return row.text(column).isEmpty() ? OptionalInt.empty() : OptionalInt.of(row.integer(column));
  }

  private static <T> T word(CsvRow row, String column, T[] values, Function<T, String> name)
      throws MalformedFileException {
    for (T value : values) {
      if (name.apply(value).equals(row.text(column))) {
        return value;
      }
    }
    throw row.wrong(
        column
            + ": expected one of "
            + Arrays.stream(values).map(name).collect(Collectors.joining(", "))
            + String.format(Locale.ROOT, ", got '%s'", row.text(column)));
  }
}
