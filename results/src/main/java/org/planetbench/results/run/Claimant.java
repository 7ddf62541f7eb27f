package org.planetbench.results.run;

import java.time.Instant;
import java.util.Optional;

/**
 * Who claims a run, as another process sees it.
 *
 * @param owner what its claim says; empty where that can't be read
 * @param isThisProcess whether it is this one
 * @param lastSign when it last gave a sign of life, by the file system's clock
 */
public record Claimant(
    Optional<Owner> owner, boolean isThisProcess, Instant lastSign, Standing standing) {
  /** What is to be thought of it. */
  public enum Standing {
    ALIVE,
    /** Nothing is known but that its last sign of life is young. */
    PERHAPS_ALIVE,
    DEAD,
    /** Nothing is known but that it has given no sign of life for long. */
    STALE;

    /** Whether it keeps the run. */
    public boolean mayLive() {
      return switch (this) {
        case ALIVE, PERHAPS_ALIVE -> true;
        case DEAD, STALE -> false;
      };
    }
  }

  /** For messages: {@code process 123 on host n7}. */
  @Override
  public String toString() {
    return isThisProcess ? "this process" : owner.map(Owner::toString).orElse("another process");
  }
}
