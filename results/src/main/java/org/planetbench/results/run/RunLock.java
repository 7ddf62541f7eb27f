package org.planetbench.results.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * A right that one process at a time has. The operating system gives it back when the process dies,
 * however it dies; the file itself stays, since deleting it would let two processes lock two files
 * of one name.
 */
public final class RunLock implements AutoCloseable {
  /**
   * What this process holds, by its real path. POSIX drops a process's locks on a file when it
   * closes any descriptor of that file, so a file that is held here must not be opened again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final long BETWEEN_TRIES_MS = 20;

  /** Of several who write into a folder at once, each waits for those before. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Empty if another process, or another part of this one, has it. */
  public static Optional<RunLock> tryAcquire(Path lockFile) throws IOException {
    try {
      Path file = real(lockFile);
      if (!HELD.add(file)) {
        return Optional.empty();
      }
      Optional<RunLock> lock = Optional.empty();
      try {
        lock = open(file);
        return lock;
      } finally {
        if (lock.isEmpty()) {
          HELD.remove(file);
        }
      }
    } catch (IOException e) {
      throw new UnwritableFileException(lockFile, e);
    }
  }

  /** The same, but waits a while for whoever has it. */
  public static Optional<RunLock> acquire(Path lockFile, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<RunLock> lock = tryAcquire(lockFile);
    while (lock.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(BETWEEN_TRIES_MS);
      lock = tryAcquire(lockFile);
    }
    return lock;
  }

  /**
   * The right to write the files of {@code folder}, which belong together. The folder is made, and
   * whoever has the right is waited for.
   *
   * @throws IOException naming who has it for longer than half an hour
   */
  public static RunLock toWrite(Path folder) throws IOException, InterruptedException {
    AtomicFile.createFolder(folder);
    Path file = folder.resolve(".lock");
    Optional<RunLock> lock = acquire(file, LONGEST);
    if (lock.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s is writing it, for longer than %d minutes; wait for it or stop it",
              folder,
              holder(file),
              LONGEST.toMinutes()));
    }
    return lock.get();
  }

  private static Optional<RunLock> open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    Optional<RunLock> lock = Optional.empty();
    try {
      if (isLocked(channel)) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((thisProcess() + "\n").getBytes(StandardCharsets.UTF_8)));
        lock = Optional.of(new RunLock(file, channel));
      }
      return lock;
    } finally {
      if (lock.isEmpty()) {
        channel.close(); // also where the holder could not be written: else nobody gave it back
      }
    }
  }

  /** It is where the file system has no locks, too: such a place is one process's alone to use. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return true; // not supported, or no service for it
    }
  }

  /** By one name, through whatever links it is reached. */
  private static Path real(Path lockFile) throws IOException {
    Path file = lockFile.toAbsolutePath();
    Path folder = file.getParent();
    return folder == null ? file : folder.toRealPath().resolve(file.getFileName());
  }

  /** Who has it, for messages: {@code process 123 on host n7}. */
  public static String holder(Path lockFile) {
    try {
      if (HELD.contains(real(lockFile))) {
        return "this process";
      }
      String holder = Files.readString(lockFile).strip();
      return holder.isEmpty() ? "another process" : holder;
    } catch (IOException e) {
      return "another process";
    }
  }

  /** This process, as others know it: {@code process 123 on host n7}. */
  public static String thisProcess() {
    String process = "process " + ProcessHandle.current().pid();
    try {
      return process + " on host " + Files.readString(HOST_NAME).strip();
    } catch (IOException e) {
      return process;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(file);
    }
  }
}
