package org.planetbench.harness.submit;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.Sha256;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * A copy of this program beside the runs, so that editing or building the checkout does not change
 * cells half-way. Copies are named by their content: of several submissions of one build there is
 * one.
 *
 * @param build the hash of all its files
 * @param classPath the copied files, in the order of the program's own class path
 * @param bytes of all of them
 */
public record FrozenProgram(String build, List<Path> classPath, long bytes) {
  private static final int HASH = 12;

  /** The program that runs now, as it would be copied below {@code target}; nothing is written. */
  static FrozenProgram planned(Path target) throws IOException {
    List<String> hashes = new ArrayList<>();
    List<Path> names = new ArrayList<>();
    long bytes = 0;
    for (Path entry : ownClassPath()) {
      for (Path file : files(entry)) {
        hashes.add(entry.relativize(file) + " " + Sha256.of(file));
        bytes += Files.size(file);
      }
      names.add(Path.of(String.format(Locale.ROOT, "%03d-%s", names.size(), entry.getFileName())));
    }
    String build = DigestUtils.sha256Hex(String.join("\n", hashes)).substring(0, HASH);
    Path folder = target.resolve(build).toAbsolutePath();
    return new FrozenProgram(build, names.stream().map(folder::resolve).toList(), bytes);
  }

  /**
   * Whether the program that runs now is such a copy. It is of the commit that was submitted,
   * whatever the checkout is at by now.
   */
  public static boolean isRunning() {
    return ownClassPath().stream().allMatch(Submission::isOfAProgram);
  }

  /** Folders of classes and jars that are there; in an installation there are only jars. */
  private static List<Path> ownClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().normalize())
        .filter(Files::exists)
        .distinct()
        .toList();
  }

  private static List<Path> files(Path entry) throws IOException {
    try (Stream<Path> tree = Files.walk(entry)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Makes the copy unless it is there: whole or not at all. */
  void copy() throws IOException {
    Path folder = classPath.getFirst().resolveSibling("");
    if (Files.isDirectory(folder)) {
      return;
    }
    AtomicFile.createFolder(folder.resolveSibling(""));
    Path made = // which others may read, as they may the runs; a temporary folder would be private
        Files.createDirectory(folder.resolveSibling(build + "-" + UUID.randomUUID()));
    try {
      fill(made);
      Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      AtomicFile.deleteFolder(made);
      if (!Files.isDirectory(folder)) { // else another was quicker
        throw new UnwritableFileException(folder, e);
      }
    }
  }

  private void fill(Path made) throws IOException {
    List<Path> own = ownClassPath();
    for (int i = 0; i < own.size(); i++) {
      Path target = made.resolve(classPath.get(i).getFileName());
      for (Path file : files(own.get(i))) {
        Path copy = target.resolve(own.get(i).relativize(file).toString()).normalize();
        Files.createDirectories(copy.resolveSibling(""));
        linkOrCopy(file, copy);
      }
    }
  }

  /** Builds are never changed in place, so that a link is as good as a copy, and costs no disk. */
  private static void linkOrCopy(Path file, Path copy) throws IOException {
    try {
      Files.createLink(copy, file);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.copy(file, copy);
    }
  }
}
