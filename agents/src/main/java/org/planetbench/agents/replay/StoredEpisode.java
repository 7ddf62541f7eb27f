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
 * @param actions of its records, as the replay pairs them
 * @param rewards the same
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

  /**
   * Copies records {@code from .. from + batch.length()} to column {@code b} of a batch.
   *
   * @param chunk room for that many pictures
   */
  void copy(int from, SequenceBatch batch, int b, ByteBuffer chunk) throws IOException {
    int frame = height * width * 3;
    read(from, chunk, imageOffset + (long) from * frame);
    for (int t = 0; t < batch.length(); t++) {
      int at = t * batch.batch() + b; // [time, batch]
      chunk.get(t * frame, batch.images(), at * frame, frame);
      System.arraycopy(
          actions, (from + t) * actionSize, batch.actions(), at * actionSize, actionSize);
      batch.rewards()[at] = rewards[from + t];
    }
  }

  private void read(int from, ByteBuffer chunk, long position) throws IOException {
    chunk.clear();
    try (FileChannel channel = FileChannel.open(file)) {
      while (chunk.hasRemaining()) {
        if (channel.read(chunk, position + chunk.position()) < 0) {
          throw new EOFException(file + ": ends within the pictures from record " + from);
        }
      }
    }
  }
}
