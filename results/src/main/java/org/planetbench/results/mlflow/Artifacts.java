package org.planetbench.results.mlflow;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.csv.RunTable;

/** The files of a run that the server gets, by the name they get there. */
final class Artifacts {
  private static final List<String> TABLES =
      List.of(
          RunTable.EPISODES.fileName(),
          RunTable.UPDATES.fileName(),
          RunTable.LATENCY.fileName(),
          RunTable.MODEL.fileName(),
          RunTable.CERTIFICATE.fileName());

  private Artifacts() {}

  /** All but the record, ordered by name: tables and media. */
  static SortedMap<String, Path> of(RunFolder folder) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    for (String table : TABLES) {
      if (Files.isRegularFile(folder.file(table))) {
        files.put(table, folder.file(table));
      }
    }
    addTree(files, "media", folder.media());
    return files;
  }

  /** The files of a folder, by the names they get below {@code name/}. */
  static SortedMap<String, Path> tree(String name, Path root) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    addTree(files, name, root);
    return files;
  }

  /**
   * Hidden files are temporary ones. A cell at work renames and removes files meanwhile: what is
   * gone when its turn comes is left out.
   */
  private static void addTree(SortedMap<String, Path> files, String name, Path root)
      throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")) {
              files.put(name + "/" + root.relativize(file).toString().replace('\\', '/'), file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return continueIfGone(e);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            return e == null ? FileVisitResult.CONTINUE : continueIfGone(e);
          }
        });
  }

  private static FileVisitResult continueIfGone(IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }
}
