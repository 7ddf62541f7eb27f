package org.planetbench.results.gate;

import java.nio.file.Path;
import java.util.Locale;

/** Which of two commits: the one that a change is to be put on, or the one with the change. */
public enum Side {
  BASE,
  HEAD;

  /** The word in names of files and folders. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where this side's runs are, in a folder with both. */
  public Path in(Path folder) {
    return folder.resolve(id());
  }
}
