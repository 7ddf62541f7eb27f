package org.planetbench.agents.replay;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * An episode whose pictures stay in its file. Actions and rewards are a few kilobytes and are held;
 * the pictures of a thousand episodes are gigabytes, of which an update reads a few megabytes, and
 * the operating system caches better than we would.
 *
 * @param sha256 of the file
 * @param imageOffset where the pictures begin in the file
 */
record StoredEpisode(
    Path file,
    byte[] sha256,
    int height,
    int width,
    int actionSize,
    long imageOffset,
    float[] actions,
    float[] rewards) {

  int records() {
    return rewards.length;
  }

  /** Copies records {@code from .. from + batch.length()} to column {@code b} of a batch. */
  void copy(int from, SequenceBatch batch, int b) throws IOException {
    int frame = height * width * 3;
    try (FileChannel channel = FileChannel.open(file)) {
      for (int t = 0; t < batch.length(); t++) {
        int at = t * batch.batch() + b; // [time, batch]
        ByteBuffer into = ByteBuffer.wrap(batch.images(), at * frame, frame);
        long position = imageOffset + (long) (from + t) * frame;
        while (into.hasRemaining()) {
          if (channel.read(into, position + frame - into.remaining()) < 0) {
            throw new EOFException(file + ": ends within record " + (from + t));
          }
        }
        System.arraycopy(
            actions, (from + t) * actionSize, batch.actions(), at * actionSize, actionSize);
        batch.rewards()[at] = rewards[from + t];
      }
    }
  }
}
