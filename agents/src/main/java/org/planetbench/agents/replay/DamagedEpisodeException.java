package org.planetbench.agents.replay;

import java.io.IOException;
import java.nio.file.Path;

/** An episode's file that is missing or not as it was written. The message names the file. */
public final class DamagedEpisodeException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedEpisodeException(Path file, String problem) {
    super(file + ": " + problem);
  }
}
