package org.planetbench.agents;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * All randomness of a cell: one generator for each purpose and index, derived from the cell's seed
 * by SHA-256 and never from each other. Nothing has to be remembered between episodes or updates,
 * so a run resumed at any of them draws the same numbers as one that never stopped.
 */
public record RandomStreams(long seed) {
  private static final RandomGeneratorFactory<RandomGenerator> L64X128_MIX =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** What a stream is for. The names enter the derivation: renaming one changes every result. */
  public enum Purpose {
    ENVIRONMENT,
    EXPLORATION,
    PLANNER,
    BELIEF,
    IMAGINATION,
    REPLAY,
    INITIALISATION,
    MODEL_NOISE,
    DEQUANTISATION,
    OPEN_LOOP,
    EVALUATION,
    DIAGNOSIS,
    STUDY,
    DREAMS
  }

  /** The generator of a purpose at an index (an episode number, an update step, ...). */
  public RandomGenerator generator(Purpose purpose, long index) {
    return L64X128_MIX.create(digest(seed, purpose.name(), index));
  }

  /**
   * The index of an episode's streams: distinct over phases and episodes, and above 2^32, so that
   * it never meets an update step.
   *
   * @param episode number within its phase, from 0
   */
  public static long episode(Phase phase, int episode) {
    long block =
        switch (phase) {
          case SEED -> 1;
          case COLLECT -> 2;
          case EVALUATE -> 3;
          case HELD_OUT -> 4;
        };
    return block << 32 | episode;
  }

  /** What an index stands for: {@code collect/3} or, of an update step, {@code update/120}. */
  public static String place(long index) {
    int number = (int) index;
    return switch ((int) (index >>> 32)) {
      case 0 -> "update/" + index;
      case 1 -> Phase.SEED.key() + "/" + number;
      case 2 -> Phase.COLLECT.key() + "/" + number;
      case 3 -> Phase.EVALUATE.key() + "/" + number;
      case 4 -> Phase.HELD_OUT.key() + "/" + number;
      default -> throw new IllegalArgumentException("no phase has the index " + index);
    };
  }

  /**
   * The NumPy seed of an episode that is learned from. Its first bit is 0, as a held-out episode's
   * is, and an evaluation's is 1: whatever the seeds of cells, no evaluation starts where another
   * episode does.
   */
  public int environmentSeed(long index) {
    return bits(Purpose.ENVIRONMENT, index) & Integer.MAX_VALUE;
  }

  /**
   * The NumPy seed of an evaluation episode, as an int negative: its first bit is 1. It depends on
   * the cell's seed and these only, so that the variants of a seed compare in pairs.
   *
   * @param task that is played, also of a set
   * @param evaluation its number within the schedule
   * @param episode number within the evaluation
   */
  public int evaluationSeed(String task, int evaluation, int episode) {
    String stream = Purpose.EVALUATION.name() + "/" + task;
    return bits(digest(seed, stream, (long) evaluation << 32 | episode)) | Integer.MIN_VALUE;
  }

  /** The NumPy seed of a held-out episode, first bit 0: common to all cells, as its actions are. */
  public static int heldOutSeed(int episode) {
    return new RandomStreams(0).bits(Purpose.EVALUATION, episode(Phase.HELD_OUT, episode))
        & Integer.MAX_VALUE;
  }

  /** 32 bits of a purpose at an index, which seed nothing here. */
  public int bits(Purpose purpose, long index) {
    return bits(digest(seed, purpose.name(), index));
  }

  private static int bits(byte[] digest) {
    return ByteBuffer.wrap(digest).getInt();
  }

  /** What acts in a held-out episode: common to all cells, so that they are judged on the same. */
  public static RandomGenerator heldOutActions(int episode) {
    return new RandomStreams(0).generator(Purpose.EXPLORATION, episode(Phase.HELD_OUT, episode));
  }

  private static byte[] digest(long seed, String purpose, long index) {
    MessageDigest sha = DigestUtils.getSha256Digest();
    sha.update(ByteBuffer.allocate(16).putLong(seed).putLong(index).flip());
    return sha.digest(purpose.getBytes(StandardCharsets.US_ASCII));
  }
}
