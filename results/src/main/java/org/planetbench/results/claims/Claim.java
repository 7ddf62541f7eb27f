package org.planetbench.results.claims;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.planetbench.results.stats.Sample;

/**
 * A return that somebody published.
 *
 * @param family numbers that may stand side by side: one table, one file, one figure
 * @param agent as its paper calls it
 * @param variant this project's name of the same agent; empty where it has none
 * @param words what else there is to know of how the number was taken
 * @param standing what this project found when it measured the same
 * @param measured where that measurement is, below the checkout; empty if there is none
 */
public record Claim(
    String family,
    String agent,
    String variant,
    Protocol protocol,
    Published published,
    String words,
    Source source,
    Standing standing,
    String measured) {

  /**
   * @param evaluationEpisodes of each seed, over which its number is a mean; empty if not given
   * @param seeds empty if not given
   * @param spread standard deviation over seeds; empty if not given
   */
  public record Published(
      double value, OptionalDouble spread, OptionalInt seeds, OptionalInt evaluationEpisodes) {

    /** With its spread, for the t test; empty where count or spread are not given. */
    public Optional<Sample> sample() {
      return seeds.isPresent() && spread.isPresent() && seeds.getAsInt() > 1
          ? Optional.of(new Sample(seeds.getAsInt(), value, spread.getAsDouble()))
          : Optional.empty();
    }
  }

  /**
   * @param place table, figure, or repository, commit and file
   * @param license of the data; {@code not verified} where nobody looked
   */
  public record Source(String paper, String place, String license) {}

  /** What this project found. */
  public enum Standing {
    REPRODUCED,
    NOT_REPRODUCED,
    /** Measured, and the seeds do not tell. */
    INCONCLUSIVE,
    /** Measured, and there are not two seeds with start states of their own: no verdict. */
    TOO_FEW_SEEDS,
    /** What was measured was taken in another way. */
    PROTOCOL_CONFLICT,
    NOT_TRIED;

    /** As files and tables have it: {@code not tried}. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public Claim {
    if (!Double.isFinite(published.value())) {
      throw new IllegalArgumentException("value: expected a number, got " + published.value());
    }
    if (published.spread().isPresent() && !(published.spread().getAsDouble() >= 0)) {
      throw new IllegalArgumentException(
          "spread: expected at least 0, got " + published.spread().getAsDouble());
    }
    if (published.seeds().isPresent() && published.seeds().getAsInt() < 1) {
      throw new IllegalArgumentException(
          "seeds: expected at least 1, got " + published.seeds().getAsInt());
    }
    if (measured.isEmpty() != (standing == Standing.NOT_TRIED)) {
      throw new IllegalArgumentException(
          "measured: expected a file for all but '%s', got '%s' for '%s'"
              .formatted(Standing.NOT_TRIED.words(), measured, standing.words()));
    }
  }

  /** {@code curl2020 PlaNet cheetah_run}. */
  public String name() {
    return family + " " + agent + " " + protocol.task();
  }
}
