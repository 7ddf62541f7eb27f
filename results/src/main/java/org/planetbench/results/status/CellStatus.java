package org.planetbench.results.status;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.planetbench.results.run.Claimant;
import org.planetbench.results.run.Owner;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * How far a cell is.
 *
 * @param where it runs, while it does, or did when it fell silent
 * @param since when it runs there; of one that is done or has failed, when it ended
 * @param progress as its process wrote it last
 * @param ranSeconds from its start to its end, pauses included; NaN unless it is done
 * @param note why it failed, and the like; may be empty
 */
public record CellStatus(
    String cell,
    State state,
    Optional<String> where,
    Optional<Instant> since,
    Optional<RunProgress> progress,
    double ranSeconds,
    String note) {
  /** In the order in which a total lists them. */
  public enum State {
    DONE,
    RUNNING,
    WAITING,
    /** Resumable. */
    INTERRUPTED,
    FAILED,
    /** Its process, on another machine, has given no sign of life for long. */
    STALE;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static CellStatus of(RunFolder folder) throws IOException {
    Optional<Claimant> claimant = folder.claimant();
    Optional<RunProgress> progress = RunProgress.read(folder);
    if (claimant.isPresent() && claimant.get().standing().mayLive()) {
      return claimed(folder, State.RUNNING, claimant.get(), progress, "");
    }
    RunRecord run;
    try {
      if (!folder.hasRecord()) {
        return left(folder, State.WAITING, progress, "");
      }
      run = folder.readRecord();
    } catch (MalformedFileException e) {
      return left(folder, State.FAILED, progress, String.valueOf(e.getMessage()));
    }
    return switch (run.status()) {
      case FINISHED -> done(folder, run, progress);
      case FAILED ->
          new CellStatus(
              folder.cell(),
              State.FAILED,
              Optional.empty(),
              run.endedAt(),
              progress,
              Double.NaN,
              run.error().orElse(""));
      case INTERRUPTED -> left(folder, State.INTERRUPTED, progress, "");
      case RUNNING ->
          claimant.isPresent() && claimant.get().standing() == Claimant.Standing.STALE
              ? claimed(
                  folder,
                  State.STALE,
                  claimant.get(),
                  progress,
                  "no sign of life since " + claimant.get().lastSign())
              : left(folder, State.INTERRUPTED, progress, "its process died without a word");
    };
  }

  private static CellStatus claimed(
      RunFolder folder,
      State state,
      Claimant claimant,
      Optional<RunProgress> progress,
      String note) {
    return new CellStatus(
        folder.cell(),
        state,
        Optional.of(claimant.owner().map(Owner::toString).orElse("unknown")),
        claimant.owner().map(Owner::since),
        progress,
        Double.NaN,
        note);
  }

  private static CellStatus done(RunFolder folder, RunRecord run, Optional<RunProgress> progress) {
    double seconds =
        run.endedAt()
            .map(end -> Duration.between(run.startedAt(), end).toMillis() / 1e3)
            .orElse(Double.NaN);
    return new CellStatus(
        folder.cell(), State.DONE, Optional.empty(), run.endedAt(), progress, seconds, "");
  }

  private static CellStatus left(
      RunFolder folder, State state, Optional<RunProgress> progress, String note) {
    return new CellStatus(
        folder.cell(), state, Optional.empty(), Optional.empty(), progress, Double.NaN, note);
  }

  /** Of a cell that runs; NaN while it is unknown. */
  public double secondsLeft() {
    return state == State.RUNNING
        ? progress.map(RunProgress::secondsLeft).orElse(Double.NaN)
        : Double.NaN;
  }

  /** From 0 to 1. */
  public double fractionDone() {
    return state == State.DONE ? 1 : progress.map(RunProgress::fractionDone).orElse(0.0);
  }

  /** How long the whole cell takes, as far as it is known: of one that runs, at its pace. */
  double wholeSeconds() {
    return state == State.DONE ? ranSeconds : secondsLeft() / (1 - fractionDone());
  }
}
