package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.run.RunFolder;

/** Folders as an option takes them: one, or several by commas, also if it is given repeatedly. */
final class FolderList {
  private FolderList() {}

  /**
   * A comma parts folders, unless one has such a name.
   *
   * @throws BadInputException for a folder that is given twice, whose runs would count twice, and
   *     for a name that is empty, such as an unset variable leaves
   */
  static List<Path> part(List<String> texts) {
    List<Path> folders =
        texts.stream()
            .flatMap(
                text ->
                    !text.isBlank() && Files.isDirectory(Path.of(text))
                        ? Stream.of(text)
                        : parts(text))
            .map(Path::of)
            .toList();
    Set<Path> seen = new HashSet<>();
    for (Path folder : folders) {
      if (!seen.add(real(folder))) {
        throw new BadInputException(folder + ": expected each folder once, got it twice");
      }
    }
    return folders;
  }

  private static Stream<String> parts(String text) {
    String[] parts = text.split(",", -1);
    if (Arrays.stream(parts).anyMatch(String::isBlank)) {
      throw new BadInputException("expected a folder at each comma, got '%s'".formatted(text));
    }
    return Arrays.stream(parts);
  }

  /** All runs of some folders, in their order. */
  static List<RunFolder> runs(List<Path> folders) throws IOException {
    List<RunFolder> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.addAll(RunFolder.list(folder));
    }
    return runs;
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder.toAbsolutePath().normalize(); // missing: told by who reads it
    }
  }
}
