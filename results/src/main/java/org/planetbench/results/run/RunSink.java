package org.planetbench.results.run;

import java.io.IOException;

/**
 * Where the loop puts what it measured. Rows given to a sink become durable together at the next
 * {@link #commit}; what was not committed when a process dies was never there, and the resumed run
 * gives it again.
 */
public interface RunSink extends AutoCloseable {
  /** How many rows of each kind are durable: part of every checkpoint. */
  record Position(long episodes, long updates, long decisions, long model, long certificate) {
    /** Of a run that has recorded nothing yet. */
    public static final Position START = new Position(0, 0, 0, 0, 0);

    /** No limit: every row there is. */
    public static final Position ALL =
        new Position(
            Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** Of a run of which episodes and predictions were kept. */
    public Position abridged() {
      return new Position(episodes, 0, 0, model, 0);
    }

    /** Of a run from before there was a table of the model's predictions. */
    public Position withoutModel() {
      return new Position(episodes, updates, decisions, 0, certificate);
    }

    public Position {
      if (Math.min(Math.min(episodes, updates), Math.min(decisions, Math.min(model, certificate)))
          < 0) {
        throw new IllegalArgumentException(
            "position: expected counts of 0 or more, got "
                + (episodes
                    + ", "
                    + updates
                    + ", "
                    + decisions
                    + ", "
                    + model
                    + ", "
                    + certificate));
      }
    }
  }

  void episode(EpisodeRow row);

  void update(UpdateRow row);

  void decision(LatencyRow row);

  void model(ModelRow row);

  /**
   * Adds a row to the certificate. The rows of episodes, updates and the model are certified by the
   * sink itself when they are given.
   *
   * @param position when, see the certificate's rows
   * @param content hash of what the stage gave
   */
  void certify(CertificateStage stage, String position, String content);

  /** Makes all rows so far durable, atomically file by file. */
  Position commit() throws IOException;

  @Override
  void close() throws IOException;
}
