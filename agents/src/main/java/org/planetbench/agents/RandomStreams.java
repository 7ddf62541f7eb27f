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
    DIAGNOSIS
  }

  /** The generator of a purpose at an index (an episode number, an update step, ...). */
  public RandomGenerator generator(Purpose purpose, long index) {
    return L64X128_MIX.create(digest(seed, purpose, index));
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

  /** The NumPy seed of an environment episode. */
  public int environmentSeed(long index) {
    return ByteBuffer.wrap(digest(seed, Purpose.ENVIRONMENT, index)).getInt();
  }

  /**
   * The NumPy seed of an evaluation episode: distinct per index and common to all cells, so that
   * they compare in pairs.
   */
  public static int evaluationSeed(long index) {
    return ByteBuffer.wrap(digest(0, Purpose.EVALUATION, index)).getInt();
  }

  /** The NumPy seed of a held-out episode: common to all cells, as its actions are. */
  public static int heldOutSeed(int episode) {
    return evaluationSeed(episode(Phase.HELD_OUT, episode));
  }

  /** What acts in a held-out episode: common to all cells, so that they are judged on the same. */
  public static RandomGenerator heldOutActions(int episode) {
    return new RandomStreams(0).generator(Purpose.EXPLORATION, episode(Phase.HELD_OUT, episode));
  }

  private static byte[] digest(long seed, Purpose purpose, long index) {
    MessageDigest sha = DigestUtils.getSha256Digest();
    sha.update(ByteBuffer.allocate(16).putLong(seed).putLong(index).flip());
    return sha.digest(purpose.name().getBytes(StandardCharsets.US_ASCII));
  }
}
