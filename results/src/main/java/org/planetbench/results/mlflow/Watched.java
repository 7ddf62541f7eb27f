package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.RunFolder;

/**
 * A run folder under watch. Only the publisher's thread changes it; other threads read what is
 * volatile.
 */
final class Watched {
  private final RunFolder folder;
  private volatile boolean published;
  private volatile List<String> problems = List.of();
  private volatile Optional<String> left = Optional.empty();
  private long progress;
  private boolean verified;
  private String seen = "";

  Watched(RunFolder folder) {
    this.folder = folder;
  }

  RunFolder folder() {
    return folder;
  }

  boolean published() {
    return published;
  }

  /** What the server, or the folder, refused: one line each. */
  List<String> problems() {
    return problems;
  }

  /** Why something is left to send although nobody refused it. */
  Optional<String> left() {
    return left;
  }

  /** How often what was sent of it was remembered: it grows whenever the run comes further. */
  long progress() {
    return progress;
  }

  /**
   * Sends what is new.
   *
   * @param again whether to try once more what was refused, although no file has changed since
   * @throws TrackingException if the server is out of reach
   */
  void publish(MlflowServer server, ServerAddress address, String experiment, boolean again)
      throws TrackingException, InterruptedException {
    boolean refusedBefore = !problems.isEmpty();
    String now = "";
    try {
      now = stamp(); // before sending: what changes meanwhile is seen next time
      if (published && now.equals(seen) && !(again && refusedBefore)) {
        return;
      }
      published = false;
      RunPublisher pass = new RunPublisher(folder, address, server, server.experiment(experiment));
      try {
        published = pass.publish(!verified || refusedBefore);
      } finally {
        progress += pass.progress();
      }
      left = pass.left();
      problems = List.copyOf(pass.problems());
      verified = true;
      seen = now;
    } catch (TrackingException e) {
      if (e.reason() == TrackingException.Reason.UNREACHABLE) {
        throw e;
      }
      refused(e, now);
    } catch (IOException e) {
      refused(e, now); // a damaged folder must not keep the others waiting
    }
  }

  private void refused(IOException e, String now) {
    published = true; // as far as it will go
    seen = now; // else every look at the folder would try again
    problems = List.of(String.valueOf(e.getMessage()));
  }

  /** Changes whenever a file does that might have to be sent. */
  private String stamp() throws IOException {
    StringBuilder stamp = new StringBuilder();
    append(stamp, folder.file(RunFolder.RECORD));
    append(stamp, folder.file("commit.json"));
    for (Path file : Artifacts.of(folder).values()) {
      append(stamp, file);
    }
    return stamp.toString();
  }

  private static void append(StringBuilder stamp, Path file) throws IOException {
    try {
      stamp.append(file).append(' ').append(Files.size(file));
      stamp.append(' ').append(Files.getLastModifiedTime(file).toMillis()).append('\n');
    } catch (NoSuchFileException e) {
      stamp.append(file).append(" none\n");
    }
  }
}
