package org.planetbench.results.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.results.run.RunRecord;

/** What drew a run's pictures: runs that saw different pictures of equal scenes are told apart. */
public final class PictureSource {
  private static final String QUALITY = "render_quality";
  private static final String FINGERPRINT = "gl.pictures_sha256";
  private static final int SHORT = 12;

  private PictureSource() {}

  /**
   * What differs between the pictures of two runs, if anything does: the quality, or what the same
   * scenes came out as. Runs that do not say are not accused.
   */
  public static Optional<String> difference(RunRecord a, RunRecord b) {
    List<String> differences = new ArrayList<>();
    told(QUALITY, a.settings().get(QUALITY), b.settings().get(QUALITY), differences);
    List<String> prints = new ArrayList<>();
    told(FINGERPRINT, a.provenance().get(FINGERPRINT), b.provenance().get(FINGERPRINT), prints);
    if (!prints.isEmpty()) {
      Stream.of("gl.backend", "gl.renderer", "gl.version")
          .forEach(key -> told(key, a.provenance().get(key), b.provenance().get(key), differences));
      differences.addAll(prints);
    }
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of("draw different pictures of equal scenes: " + String.join("; ", differences));
  }

  private static void told(
      String key, @Nullable String a, @Nullable String b, List<String> differences) {
    if (a != null && b != null && !a.equals(b)) {
      differences.add(key + " " + shortened(a) + " and " + shortened(b));
    }
  }

  /** Of a hash, its first digits; anything else as it is. */
  private static String shortened(String value) {
    return value.matches("[0-9a-f]{64}") ? value.substring(0, SHORT) : value;
  }
}
