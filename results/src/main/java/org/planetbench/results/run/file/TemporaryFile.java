package org.planetbench.results.run.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What a file is to become, under a name that no other writer has: {@code .name.bench-<16
 * hex>.tmp}. Its writer holds a lock on it, which the operating system gives back when the process
 * dies. So a left-over is told from a file that is being written, on whatever machine, and the
 * first write of a process into a folder removes it.
 *
 * <p>The hazard is a file that is not locked yet, and taken for a left-over: hence the second look
 * in {@link #beside}, once the lock is held.
 */
final class TemporaryFile implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("\\..*\\.bench-[0-9a-f]{16}\\.tmp");

  /** Names that this process writes: opening and closing such a file would drop its lock. */
  private static final Set<String> WRITING = ConcurrentHashMap.newKeySet();

  private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;
  private boolean moved;

  private TemporaryFile(Path path) throws IOException {
    this.path = path;
    WRITING.add(name(path));
    try {
      channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      WRITING.remove(name(path));
      throw e;
    }
  }

  /** An empty one in the folder of {@code file}. */
  static TemporaryFile beside(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && SWEPT.add(folder)) {
      sweep(folder);
    }
    while (true) {
      long random = UUID.randomUUID().getMostSignificantBits();
      TemporaryFile made =
          new TemporaryFile(
              file.resolveSibling(
                  String.format(Locale.ROOT, ".%s.bench-%016x.tmp", file.getFileName(), random)));
      if (made.isLocked() && Files.exists(made.path)) {
        return made;
      }
      made.close(); // somebody took it for a left-over
    }
  }

  private boolean isLocked() {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return true; // a file system without locks, where nobody can take it for a left-over
    }
  }

  void write(AtomicFile.Content content) throws IOException {
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    content.writeTo(out);
    out.flush();
    channel.force(true); // before it is moved: else a power cut may leave the new name, empty
  }

  /** Makes it {@code file}, in place of what is there. */
  void moveTo(Path file) throws IOException {
    Files.move(path, file, StandardCopyOption.ATOMIC_MOVE);
    moved = true;
  }

  /** Makes it {@code file} unless that is there. Returns whether it did. */
  boolean moveToNew(Path file) throws IOException {
    try {
      Files.createLink(file, path);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (Files.exists(file)) { // no hard links here: then a moment is left in between
        return false;
      }
      moveTo(file);
      return true;
    }
  }

  static boolean isOne(Path file) {
    return NAME.matcher(name(file)).matches();
  }

  /** Removes what writers that died have left in a folder. What can't be removed stays. */
  static void sweep(Path folder) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, TemporaryFile::isOne)) {
      for (Path path : left) {
        if (!WRITING.contains(name(path))) {
          removeUnlessLocked(path);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // A left-over does no harm; whoever comes next tries again.
    }
  }

  private static void removeUnlessLocked(Path path) {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Its writer was quicker, or nothing can be said here.
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** Removes it unless it was moved. */
  @Override
  public void close() throws IOException {
    try {
      if (!moved) {
        Files.deleteIfExists(path);
      }
    } finally {
      channel.close();
      WRITING.remove(name(path));
    }
  }
}
