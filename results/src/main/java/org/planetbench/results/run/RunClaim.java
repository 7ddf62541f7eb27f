package org.planetbench.results.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a cell, which one process at a time has, on whatever machine. Who is known to be
 * dead, or has given no sign of life for five minutes, loses it to whoever asks; what it does
 * afterwards changes nothing. See {@link ClaimFolder}.
 */
public final class RunClaim implements AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(30);

  private final Path run;
  private final Path held;
  private final Path sign;
  private final Path link;
  private final long generation;
  private @Nullable Thread heart;

  /**
   * @param held the numbered folder: the run is this claim's as long as it has this name
   * @param sign the file that says whose it is
   */
  RunClaim(Path run, Path held, Path sign, long generation) {
    this.run = run;
    this.held = held;
    this.sign = sign;
    this.link = held.resolve(sign.getFileName().toString().replace(".json", ""));
    this.generation = generation;
  }

  /**
   * The only thing in the numbered folder, under a name that no other claim has.
   *
   * @param old what the owners before have left there
   */
  void makeLink(List<Path> old) throws IOException {
    for (Path last : old) {
      Files.deleteIfExists(last);
    }
    try {
      Files.createSymbolicLink(link, Path.of("..", ".."));
    } catch (UnsupportedOperationException e) {
      throw new FileSystemException(link.toString(), null, "this file system has no links");
    }
  }

  /** The run's folder, for its owner: once the run is another's, nothing can be done through it. */
  public RunFolder folder() {
    return RunFolder.through(link, run);
  }

  /** How often the run has been claimed, this time included. */
  public long generation() {
    return generation;
  }

  /** Whether nobody has taken the run over, as far as the file system can tell at the moment. */
  public boolean isHeld() {
    try {
      return Files.readAttributes(link, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isSymbolicLink(); // a late owner may make folders of these names, no link
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true; // an error, as of a server that does not answer, is no take-over
    }
  }

  /** What an error says, with the run's path as its users know it. */
  public String plain(String text) {
    return text.replace(link.toString(), run.toString());
  }

  /**
   * Gives signs of life from now on.
   *
   * @param lost is called once if the run was taken over
   */
  public void keep(Runnable lost) {
    keep(BEAT, lost);
  }

  void keep(Duration every, Runnable lost) {
    heart = Thread.ofPlatform().daemon().name("claim").start(() -> beat(every, lost));
  }

  private void beat(Duration every, Runnable lost) {
    try {
      while (isHeld()) {
        try {
          giveSign();
        } catch (IOException e) {
          // The file system may be back at the next beat; if not, others see no sign.
        }
        Thread.sleep(every);
      }
      if (!Thread.currentThread().isInterrupted()) { // as it is before the run is given back
        lost.run();
      }
    } catch (InterruptedException e) {
      // Given back.
    }
  }

  /** The same bytes again: its time is the file system's, and no reader sees half of it. */
  void giveSign() throws IOException {
    ByteBuffer same = ByteBuffer.wrap(Files.readAllBytes(sign));
    try (FileChannel channel = FileChannel.open(sign, StandardOpenOption.WRITE)) {
      channel.write(same);
    }
  }

  /** Gives the run back, if it is still this claim's. */
  @Override
  public void close() throws IOException {
    if (heart != null) {
      heart.interrupt();
    }
    Path free = held.resolveSibling(generation + ".free");
    if (isHeld() && ClaimFolder.renamed(held, free)) {
      Files.deleteIfExists(free.resolve(link.getFileName()));
    }
    Files.deleteIfExists(sign);
  }
}
