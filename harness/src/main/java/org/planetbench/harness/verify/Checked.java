package org.planetbench.harness.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.certificate.CertificateRow;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.Comparison;
import org.planetbench.results.run.certificate.Distance;
import org.planetbench.results.run.certificate.Fingerprint;
import org.planetbench.results.run.certificate.RunComparison;
import org.planetbench.results.run.certificate.SeedAudit;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.validation.Finding;
import org.planetbench.results.run.validation.Validation;

/** What {@code bench verify} found. */
public sealed interface Checked {
  /**
   * Of one run by itself.
   *
   * @param changes of its fingerprint while it was interrupted, by name
   */
  record Single(Path run, Verification verification, List<String> changes) implements Checked {
    public Single {
      changes = List.copyOf(changes);
    }

    public boolean passed() {
      return verification.passed();
    }
  }

  /** Of two runs. */
  record Pair(Single one, Single other, RunComparison comparison) implements Checked {}

  /**
   * Of all runs of a folder.
   *
   * @param files what is wrong with any file of it
   * @param runs those that have certificates and can be read
   */
  record Folder(Path directory, Validation files, List<Single> runs, SeedAudit audit)
      implements Checked {
    public Folder {
      runs = List.copyOf(runs);
    }

    public boolean passed() {
      return audit.problems().isEmpty() && runs.stream().allMatch(Single::passed);
    }
  }

  /** What is wrong with a run's environment seeds, if anything is. */
  static Optional<String> derived(CertifiedRun run) throws IOException {
    return DerivedSeeds.problem(run);
  }

  /** One line. */
  default String toJson() {
    ObjectNode object = JsonFile.object();
    switch (this) {
      case Single single -> put(object, single);
      case Pair(Single one, Single other, RunComparison comparison) -> {
        put(object, one);
        put(object.putObject("against"), other);
        put(object.putObject("comparison"), comparison);
      }
      case Folder(Path directory, Validation files, List<Single> runs, SeedAudit audit) -> {
        object.put("directory", directory.toString());
        put(object.putObject("files"), files);
        ArrayNode list = object.putArray("runs");
        runs.forEach(run -> put(list.addObject(), run));
        put(object.putObject("seed_audit"), audit);
      }
    }
    try {
      return new ObjectMapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode object, Single single) {
    Verification verification = single.verification;
    object.put("run", single.run.toString());
    object.put("verified", verification.passed());
    object.put("rows", verification.head().rows());
    object.put("digest", verification.head().digest());
    ObjectNode stages = object.putObject("stages");
    for (CertificateStage stage : CertificateStage.values()) {
      stages.put(stage.id(), verification.rows().getOrDefault(stage, 0L));
    }
    ArrayNode problems = object.putArray("problems");
    verification.problems().forEach(problems::add);
    ArrayNode changes = object.putArray("fingerprint_changes");
    single.changes.forEach(changes::add);
  }

  private static void put(ObjectNode object, Validation files) {
    object.put("runs", files.runs());
    object.put("rows", files.rows());
    object.put("errors", files.errors());
    ArrayNode findings = object.putArray("findings");
    for (Finding finding : files.findings()) {
      ObjectNode entry = findings.addObject();
      entry.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
      entry.put("file", finding.file());
      entry.put("line", finding.line());
      entry.put("problem", finding.problem());
    }
  }

  private static void put(ObjectNode object, RunComparison comparison) {
    object.put("verdict", word(comparison));
    switch (comparison) {
      case RunComparison.Equal(long rows, List<Fingerprint.Difference> despite) -> {
        object.put("agreeing", rows);
        put(object.putArray("differences"), despite);
      }
      case RunComparison.Unfinished(Comparison.Diverged diverged) -> {
        put(object, diverged);
        object.putArray("differences");
      }
      case RunComparison.Different(Comparison.Diverged diverged) -> {
        put(object, diverged);
        object.putArray("differences");
      }
      case RunComparison.Altered(String problem, Comparison.Diverged diverged) -> {
        put(object, diverged);
        object.putArray("differences");
        object.put("problem", problem);
      }
      case RunComparison.NotComparable(
              List<Fingerprint.Difference> differences,
              Comparison.Diverged diverged,
              Distance distance) -> {
        put(object, diverged);
        put(object.putArray("differences"), differences);
        ObjectNode apart = object.putObject("distance");
        apart.put("tolerance", distance.tolerance());
        put(apart.putObject("returns"), distance.returns());
        put(apart.putObject("losses"), distance.losses());
      }
    }
  }

  /**
   * {@code equal}, {@code unfinished}, {@code different}, {@code not_comparable} or {@code
   * altered}.
   */
  private static String word(RunComparison comparison) {
    return switch (comparison) {
      case RunComparison.Equal _ -> "equal";
      case RunComparison.Unfinished _ -> "unfinished";
      case RunComparison.Different _ -> "different";
      case RunComparison.NotComparable _ -> "not_comparable";
      case RunComparison.Altered _ -> "altered";
    };
  }

  private static void put(ObjectNode object, Comparison.Diverged diverged) {
    object.put("agreeing", diverged.agreeing());
    Optional<CertificateRow> row = diverged.one().or(diverged::other);
    object.put("index", diverged.agreeing());
    object.put("stage", row.orElseThrow().stage().id());
    object.put("position", row.orElseThrow().position());
    object.put("part", row.orElseThrow().stage().part());
  }

  private static void put(ArrayNode list, List<Fingerprint.Difference> differences) {
    for (Fingerprint.Difference difference : differences) {
      ObjectNode object = list.addObject();
      object.put("fact", difference.fact());
      object.put("one", difference.one());
      object.put("other", difference.other());
    }
  }

  private static void put(ObjectNode object, Distance.Part part) {
    object.put("compared", part.compared());
    object.put("largest_relative_difference", part.largest());
    object.put("first_outside", part.firstOutside().orElse(null));
  }

  private static void put(ObjectNode object, SeedAudit audit) {
    object.put("streams", audit.streams());
    object.put("common_by_design", audit.shared());
    object.put("environment_seeds", audit.starts());
    object.put("environment_seed_collisions", audit.collisions());
    object.put("expected_collisions", audit.expectedCollisions());
    ArrayNode problems = object.putArray("problems");
    audit.problems().forEach(problems::add);
  }
}
