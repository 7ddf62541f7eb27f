package org.planetbench.harness.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Folders as an option takes them: one, or several by commas, also if it is given repeatedly. */
final class FolderList {
  private FolderList() {}

  /** A comma parts folders, unless one has such a name. */
  static List<Path> part(List<String> texts) {
    return texts.stream()
        .flatMap(
            text ->
                Files.isDirectory(Path.of(text))
                    ? Stream.of(text)
                    : Arrays.stream(text.split(",", -1)))
        .map(Path::of)
        .toList();
  }
}
