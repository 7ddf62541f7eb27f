package org.planetbench.results;

import java.io.IOException;

/**
 * Where the loop puts what it measured. Rows given to a sink become durable together at the next
 * {@link #commit}; what was not committed when a process dies was never there, and the resumed run
 * gives it again.
 */
public interface RunSink extends AutoCloseable {
  /** How many rows of each kind are durable: part of every checkpoint. */
  record Position(long episodes, long updates, long decisions, long model) {
    /** Of a run that has recorded nothing yet. */
    public static final Position START = new Position(0, 0, 0, 0);

    public Position {
      if (episodes < 0 || updates < 0 || decisions < 0 || model < 0) {
        throw new IllegalArgumentException(
            "position: expected counts of 0 or more, got "
                + (episodes + ", " + updates + ", " + decisions + ", " + model));
      }
    }
  }

  void episode(EpisodeRow row);

  void update(UpdateRow row);

  void decision(LatencyRow row);

  void model(ModelRow row);

  /** Makes all rows so far durable, atomically file by file. */
  Position commit() throws IOException;

  @Override
  void close() throws IOException;
}
