package org.planetbench.results.run.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.planetbench.results.run.RunRecord;

/**
 * What the bits of a run depend on besides the program: of its provenance all but {@link
 * #INDIFFERENT} (CPU features, JVM, C library, libmujoco, ND4J's library, OpenGL, and whatever else
 * comes to be recorded), and its settings (threads among them). Runs of one program with equal
 * fingerprints are equal bit for bit.
 */
public final class Fingerprint {
  /**
   * Provenance that no bit depends on: the program itself, which is what one compares, with the
   * suite's models, of which it takes those alone that it knows; and names.
   */
  static final Set<String> INDIFFERENT =
      Set.of("commit", RunRecord.EDITION, "mujoco.suite_sha256", "os", "cpu", "cores");

  private static final String THREADS = "threads";

  private Fingerprint() {}

  /** A fact that differs; a missing one is empty. */
  public record Difference(String fact, String one, String other) {
    @Override
    public String toString() {
      return "%s: %s against %s".formatted(fact, shown(one), shown(other));
    }

    private static String shown(String value) {
      return value.isEmpty() ? "nothing recorded" : value;
    }
  }

  /** In which facts two runs differ, settings first, by name; empty for equal fingerprints. */
  public static List<Difference> differences(RunRecord one, RunRecord other) {
    List<Difference> differences = new ArrayList<>();
    for (String key : keys(one.settings().keySet(), other.settings().keySet())) {
      add(differences, key, one.settings().get(key), other.settings().get(key));
    }
    addOfProvenance(differences, one, other);
    return differences;
  }

  /**
   * The same of what the machine decides: its provenance and the number of threads. Between two
   * runs without such a difference all others are the program's doing.
   */
  public static List<Difference> differencesOfMachine(RunRecord one, RunRecord other) {
    List<Difference> differences = new ArrayList<>();
    add(differences, THREADS, one.settings().get(THREADS), other.settings().get(THREADS));
    addOfProvenance(differences, one, other);
    return differences;
  }

  private static void addOfProvenance(
      List<Difference> differences, RunRecord one, RunRecord other) {
    for (String key : keys(one.provenance().keySet(), other.provenance().keySet())) {
      if (decidesBits(key)) {
        add(differences, key, one.provenance().get(key), other.provenance().get(key));
      }
    }
  }

  private static boolean decidesBits(String fact) {
    return !INDIFFERENT.contains(RunRecord.withoutResume(fact));
  }

  /**
   * What was not the same all the time, where the run went on after an interruption: {@code
   * resume_1.jvm} and so on. Such a run is as no fingerprint alone would make it.
   */
  public static List<String> changes(RunRecord run) {
    return run.provenance().keySet().stream()
        .filter(fact -> !RunRecord.withoutResume(fact).equals(fact) && decidesBits(fact))
        .toList();
  }

  /**
   * Why a run is neither one program's nor one machine's alone, a clause each; empty where it is.
   */
  public static List<String> mixtures(RunRecord run) {
    List<String> mixtures = new ArrayList<>();
    if (run.commits().size() > 1) {
      mixtures.add("went on with another commit: " + String.join(", ", run.commits()));
    }
    List<String> changes = changes(run);
    if (!changes.isEmpty()) {
      mixtures.add(
          "went on under another fingerprint (%s): not comparable bit for bit"
              .formatted(String.join(", ", changes)));
    }
    return mixtures;
  }

  private static Set<String> keys(Set<String> one, Set<String> other) {
    Set<String> keys = new TreeSet<>(one);
    keys.addAll(other);
    return keys;
  }

  private static void add(
      List<Difference> differences, String fact, @Nullable String one, @Nullable String other) {
    Difference difference =
        new Difference(fact, one == null ? "" : one, other == null ? "" : other);
    if (!difference.one().equals(difference.other())) {
      differences.add(difference);
    }
  }
}
