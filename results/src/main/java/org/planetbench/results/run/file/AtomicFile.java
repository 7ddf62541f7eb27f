package org.planetbench.results.run.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes whole files or none: a reader, or a restart after a kill, sees the old or the new one. So
 * does one after a power cut, and later files never without earlier ones: the content is on the
 * disk before the name, and the name before {@link #write} returns. This holds as far as file
 * system and drive keep what they say they have written; network file systems may not.
 */
public final class AtomicFile {
  /** Gives the new content. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Replaces {@code file}, or the file that it is a link to. On failure it stays as it was. Of
   * several who do so at once, each writes a whole file, and the last one's stays.
   *
   * @throws UnwritableFileException if the place can't be written, or holds a device or a pipe
   */
  public static void write(Path path, Content content) throws IOException {
    Path file = replaceable(path);
    try (TemporaryFile temporary = TemporaryFile.beside(file)) {
      temporary.write(content);
      temporary.moveTo(file);
      forceFolder(file);
    } catch (MalformedFileException | UnwritableFileException e) {
      throw e; // what makes the content was at fault, not this place
    } catch (IOException e) {
      throw new UnwritableFileException(file, e);
    }
  }

  /**
   * Makes {@code file} unless it is there. Of several who do so at once, one does.
   *
   * @return whether this call did
   * @throws UnwritableFileException if the place can't be written
   */
  public static boolean create(Path file, String content) throws IOException {
    try (TemporaryFile temporary = TemporaryFile.beside(file)) {
      temporary.write(out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
      boolean made = temporary.moveToNew(file);
      forceFolder(file);
      return made;
    } catch (IOException e) {
      throw new UnwritableFileException(file, e);
    }
  }

  /** A new name in the place of {@code /dev/null} would take it from the whole machine. */
  private static Path replaceable(Path file) throws IOException {
    if (!Files.exists(file) || Files.isDirectory(file)) {
      return file; // a folder's name cannot be given to a file: the move says so
    }
    if (!Files.isRegularFile(file)) {
      throw new UnwritableFileException(
          file, new FileSystemException(file.toString(), null, "it is a device or a pipe"));
    }
    return Files.isSymbolicLink(file) ? file.toRealPath() : file;
  }

  public static void write(Path file, String content) throws IOException {
    write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** Makes {@code folder} and its parents. */
  public static void createFolder(Path folder) throws IOException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        forceFolder(folder);
      }
    } catch (IOException e) {
      throw new UnwritableFileException(folder, e);
    }
  }

  /**
   * Looks whether {@code folder} is there or could be made, and makes nothing.
   *
   * @throws UnwritableFileException if files can't be written there
   */
  public static void requireFolder(Path folder) throws IOException {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      throw new UnwritableFileException(folder, new NotDirectoryException(there.toString()));
    }
    if (!Files.isWritable(there)) {
      throw new UnwritableFileException(folder, new AccessDeniedException(there.toString()));
    }
  }

  /**
   * Deletes the files of {@code folder} that end so and are not among those kept: what was written
   * there before would contradict what is written now.
   */
  public static void deleteOthers(Path folder, Set<String> endings, Set<String> kept)
      throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        if (!kept.contains(name) && endings.stream().anyMatch(name::endsWith)) {
          Files.delete(file);
        }
      }
    }
  }

  /** Deletes {@code folder} and all in it, if it is there. */
  public static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Whether a file is one that has still to be given its name: of a writer that is at it, or that
   * died. The next process that writes into that folder removes what the dead have left.
   */
  public static boolean isHalfWritten(Path file) {
    return TemporaryFile.isOne(file);
  }

  /** Puts the names in a file's folder on the disk: else a power cut may undo what was moved. */
  private static void forceFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
