package org.planetbench.results.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.claims.Claim.Standing;
import org.planetbench.results.claims.Protocol.Observations;
import org.planetbench.results.reference.Reference;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.csv.ForeignTable;
import org.planetbench.results.run.file.Complaint;
import org.planetbench.results.run.file.MalformedFileException;

class ClaimsTest {
  private static final String HEADER =
      "family,agent,variant,task,environment_steps,observations,action_repeat,settings,evaluation_episodes,"
          + "seeds,value,spread,protocol,paper,source,license,standing,measured\n";
  private static final String ROW =
      "curl2020,PlaNet,rssm,cheetah_run,100000,pixels,4,recipe.horizon=12,,,138,88,as printed,a paper,Table 1,MIT,"
          + "not tried,\n";

  @TempDir private Path folder;

  /** CURL's Table 1, its rows of PlaNet. */
  @Test
  void hasPlaNetAtAHundredThousandSteps() throws IOException {
    List<Claim> planet =
        committed().of(List.of("curl2020")).all().stream()
            .filter(claim -> claim.agent().equals("PlaNet"))
            .filter(claim -> claim.protocol().environmentSteps() == 100_000)
            .toList();
    assertEquals(
        Map.of(
            "finger_spin", 136.0,
            "cartpole_swingup", 297.0,
            "reacher_easy", 20.0,
            "cheetah_run", 138.0,
            "walker_walk", 224.0,
            "ball_in_cup_catch", 0.0),
        planet.stream()
            .collect(
                Collectors.toMap(c -> c.protocol().task(), claim -> claim.published().value())));
    for (Claim claim : planet) {
      assertEquals("rssm", claim.variant());
      assertEquals(Observations.PIXELS, claim.protocol().observations());
      assertTrue(claim.published().sample().isEmpty(), "the number of seeds is not given");
    }
  }

  /** Numbers that stand in both files are the same. */
  @Test
  void agreesWithTheReferences() throws IOException {
    int compared = 0;
    List<Claim> claims = committed().all();
    for (Reference reference : References.read(home().resolve(References.FOLDER)).all()) {
      for (Claim claim : claims) {
        if (isTheSame(reference, claim)) {
          assertEquals(reference.value(), claim.published().value(), claim.name());
          assertEquals(reference.spread(), claim.published().spread(), claim.name());
          compared++;
        }
      }
    }
    assertTrue(compared >= 30, "compared " + compared);
  }

  /** A number that a family's table leaves out, as where the curve is hidden, is no claim. */
  @Test
  void whatATableLeavesOutIsNoClaim() throws IOException {
    List<Reference> references = References.read(home().resolve(References.FOLDER)).all();
    for (Claim claim : committed().all()) {
      boolean hasTable =
          references.stream()
              .filter(reference -> reference.family().equals(claim.family()))
              .anyMatch(reference -> reference.variant().equals(claim.variant()));
      if (hasTable) {
        assertTrue(
            references.stream().anyMatch(reference -> isTheSame(reference, claim)),
            () -> claim.name() + " at " + claim.protocol().environmentSteps());
      }
    }
  }

  @Test
  void whatWasMeasuredIsThere() throws IOException {
    for (Claim claim : committed().all()) {
      if (claim.standing() != Standing.NOT_TRIED) {
        assertTrue(Files.exists(home().resolve(claim.measured())), claim.name());
      }
    }
  }

  /** The ledger says what ci/evidence and ci/simulator-cem-table made of their runs. */
  @Test
  void standingsAreWhatTheirPagesSay() throws IOException {
    int tried = 0;
    for (String name : List.of("evidence", "simulator-cem-starts")) {
      Map<List<String>, String> verdicts =
          verdicts(home().resolve("results/measured/" + name + "-claims.csv"));
      String page = "results/measured/" + name + ".md";
      for (Claim claim : committed().all()) {
        String verdict = verdicts.get(key(claim));
        assertEquals(verdict != null, claim.measured().equals(page), claim.name());
        if (verdict != null) {
          assertEquals(standing(verdict), claim.standing(), claim.name());
          tried++;
        }
      }
    }
    assertTrue(tried >= 12, "tried " + tried);
  }

  private static List<String> key(Claim claim) {
    return List.of(
        claim.family(),
        claim.agent(),
        claim.protocol().task(),
        Long.toString(claim.protocol().environmentSteps()));
  }

  /** None where the file is missing: nothing was tried yet. */
  private static Map<List<String>, String> verdicts(Path file) throws IOException {
    if (Files.notExists(file)) {
      return Map.of();
    }
    return ForeignTable.read(file, Set.of()).rows().stream()
        .collect(
            Collectors.toMap(
                row ->
                    List.of(
                        row.text("family"),
                        row.text("agent"),
                        row.text("task"),
                        row.text("claim_environment_steps")),
                row ->
                    row.text("verdict").equals("reproduced")
                            && row.text("note").contains("acting at random is within")
                        ? "inconclusive" // nearness shows nothing there
                        : row.text("verdict")));
  }

  private static Standing standing(String verdict) {
    return switch (verdict) {
      case "reproduced" -> Standing.REPRODUCED;
      case "higher", "lower" -> Standing.NOT_REPRODUCED;
      case "inconclusive" -> Standing.INCONCLUSIVE;
      case "" -> Standing.TOO_FEW_SEEDS;
      default -> throw new IllegalArgumentException("verdict: got '" + verdict + "'");
    };
  }

  @Test
  void choosesByFamilyOrAgent() throws IOException {
    Claims all = committed();
    assertEquals(all.of(List.of("slac")).all().size(), all.of(List.of("SLAC")).all().size());
    assertTrue(all.of(List.of("dreamer2020", "PlaNet")).all().size() > 100);
    Complaint.assertSays(
        "'dremer'", IllegalArgumentException.class, () -> all.of(List.of("dremer")));
    Complaint.assertSays(
        "DreamerV2", IllegalArgumentException.class, () -> all.of(List.of("dremer")));
  }

  @Test
  void aGoodRowIsRead() throws IOException {
    Claim claim = read(ROW).all().getFirst();
    assertEquals("curl2020 PlaNet cheetah_run", claim.name());
    assertEquals(OptionalDouble.of(88), claim.published().spread());
    assertEquals(Map.of("recipe.horizon", "12"), claim.protocol().settings());
    assertEquals(Standing.NOT_TRIED, claim.standing());
  }

  @Test
  void aSourceNeedNotSayTheActionRepeat() throws IOException {
    Claim claim = read(ROW.replace("pixels,4,", "pixels,,")).all().getFirst();
    assertEquals(OptionalInt.empty(), claim.protocol().actionRepeat());
  }

  @Test
  void tooFewSeedsAreATryThatSaysWhereItIs() throws IOException {
    String tried = ROW.replace("not tried,", "too few seeds,results/measured/evidence.md");
    assertEquals(Standing.TOO_FEW_SEEDS, read(tried).all().getFirst().standing());
    wrong(ROW.replace("not tried", "too few seeds"), "measured", "'too few seeds'");
  }

  @Test
  void saysWhereARowIsWrong() {
    wrong(ROW + ROW, ":3:", "second one", "line 2");
    wrong(ROW.replace("pixels", "picture"), ":2:", "observations", "pixels, states", "'picture'");
    wrong(ROW.replace("138", "much"), "value", "'much'");
    wrong(ROW.replace("not tried", "reproduced"), "measured", "'reproduced'");
    wrong(ROW.replace("MIT", ""), "license");
    wrong(ROW.replace("=12", ""), "settings", "'recipe.horizon'");
    wrong(ROW.replace(",88,", ",-88,"), "spread", "-88");
  }

  private void wrong(String rows, String... said) {
    for (String part : said) {
      Complaint.assertSays(part, MalformedFileException.class, () -> read(rows));
    }
  }

  private Claims read(String rows) throws IOException {
    Files.writeString(folder.resolve(References.LEDGER), HEADER + rows);
    return Claims.read(folder);
  }

  private static boolean isTheSame(Reference reference, Claim claim) {
    return claim.family().equals(reference.family())
        && claim.variant().equals(reference.variant())
        && claim.protocol().task().equals(reference.task())
        && claim.protocol().environmentSteps() == reference.environmentSteps();
  }

  private static Claims committed() throws IOException {
    return Claims.read(home().resolve(References.FOLDER));
  }

  private static Path home() {
    return Path.of(System.getProperty("planetbench.home"));
  }
}
