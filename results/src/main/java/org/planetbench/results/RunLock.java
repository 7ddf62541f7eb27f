package org.planetbench.results;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A right that one process at a time has. The operating system gives it back when the process dies,
 * however it dies; the file itself stays, since deleting it would let two processes lock two files
 * of one name.
 */
public final class RunLock implements AutoCloseable {
  /**
   * What this process holds. POSIX drops a process's locks on a file when it closes any descriptor
   * of that file, so a file that is held here must not be opened again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Empty if another process, or another part of this one, has it. */
  public static Optional<RunLock> tryAcquire(Path lockFile) throws IOException {
    Path file = lockFile.toAbsolutePath().normalize();
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    Optional<RunLock> lock = Optional.empty();
    try {
      lock = open(file);
      return lock;
    } catch (IOException e) {
      throw new UnwritableFileException(file, e);
    } finally {
      if (lock.isEmpty()) {
        HELD.remove(file);
      }
    }
  }

  private static Optional<RunLock> open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      return Optional.empty();
    }
    String holder = "process " + ProcessHandle.current().pid() + "\n";
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
    return Optional.of(new RunLock(file, channel));
  }

  /** Who has it, for messages: {@code process 123}. */
  public static String holder(Path lockFile) {
    if (HELD.contains(lockFile.toAbsolutePath().normalize())) {
      return "this process";
    }
    try {
      String holder = Files.readString(lockFile).strip();
      return holder.isEmpty() ? "another process" : holder;
    } catch (IOException e) {
      return "another process";
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
