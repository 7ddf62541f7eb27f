package org.planetbench.agents.nn;

import java.util.random.RandomGenerator;

/** What one thread of an update owns: its number, and the memory that it computes in. */
public interface Shard extends AutoCloseable {
  int number();

  TensorBackend backend();

  /** Owns what this shard computes, until it is closed. */
  Scope open();

  /**
   * Room for pictures, until the scope is closed that was opened last.
   *
   * @param half of their size
   * @param counts how many pictures each micro-batch has; a backend may join them
   */
  Pictures pictures(int half, int... counts);

  /**
   * Preprocessed pictures, time first, until that scope is closed.
   *
   * @param noise of each chosen sequence
   * @param counts as of {@link #pictures(int, int...)}
   */
  default Pictures pictures(
      PicturePreprocessing preprocessing,
      PictureSequences sequences,
      RandomGenerator[] noise,
      int... counts) {
    Pictures pictures = pictures(preprocessing.size() / 2, counts);
    float[] folded = new float[preprocessing.values()];
    for (int t = 0; t < sequences.times(); t++) {
      for (int b = 0; b < sequences.chosen(); b++) {
        preprocessing.apply(
            sequences.rgb(), sequences.side(), sequences.offset(t, b), noise[b], folded);
        pictures.put(t * sequences.chosen() + b, folded);
      }
    }
    return pictures;
  }

  /** Memory outside the heap that is held for activations. */
  long bytes();

  @Override
  void close();
}
