package org.planetbench.agents.nn.torch;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Noise that is made on the device, by a generator that counts: number c of a sequence is a hash of
 * the sequence's key and c, by SplitMix64's finisher (Steele, Lea and Flood 2014) of key xor c
 * times the golden ratio. Keys come from the host's generators, one for each sequence, so that
 * there is no state to save: the same update has the same noise. A single key goes with the call of
 * an operator, several as one small array.
 */
final class TorchNoise implements AutoCloseable {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final long FIRST = 0xBF58476D1CE4E5B9L;
  private static final long SECOND = 0x94D049BB133111EBL;

  /** Bits of a uniform number. */
  private static final int BITS = 24;

  private static final double UNIT = 1.0 / (1 << BITS);

  private final TorchScope scope;
  private final TorchDevice device;
  private @Nullable TorchTensor counts; // 1, 2, 3, ... times the golden ratio

  TorchNoise(TorchScope scope, TorchDevice device) {
    this.scope = scope;
    this.device = device;
  }

  /**
   * Uniform in [0, 1), multiples of 2^-24.
   *
   * @param random row r has the next numbers of generator r modulo their number
   * @return [rows, columns]
   */
  TorchTensor uniforms(int rows, int columns, RandomGenerator... random) {
    TorchTensor bits = upper(longs(rows, columns, random));
    return Elementwise.mul(scope, Creation.to(scope, bits, ElementType.FLOAT), UNIT);
  }

  /** Standard normals by Box and Muller's transform, each of both halves of a hash. */
  TorchTensor normals(int rows, int columns, RandomGenerator... random) {
    TorchTensor hashes = longs(rows, columns, random);
    TorchTensor radius = Creation.to(scope, upper(hashes), ElementType.FLOAT);
    TorchTensor above0 = Elementwise.mul(scope, Elementwise.add(scope, radius, 1), UNIT); // (0, 1]
    TorchTensor length =
        Elementwise.sqrt(scope, Elementwise.mul(scope, Elementwise.log(scope, above0), -2));
    TorchTensor lower = Integers.and(scope, hashes, (1L << BITS) - 1);
    TorchTensor turn = Creation.to(scope, lower, ElementType.FLOAT);
    TorchTensor angle = Elementwise.mul(scope, turn, 2 * Math.PI * UNIT);
    return Elementwise.mul(scope, length, Elementwise.cos(scope, angle));
  }

  /** The upper 24 bits. */
  private TorchTensor upper(TorchTensor hashes) {
    return shifted(hashes, Long.SIZE - BITS);
  }

  /** All bits of the hashes [rows, columns]. */
  TorchTensor longs(int rows, int columns, RandomGenerator... random) {
    int times = Math.ceilDiv(rows, random.length);
    TorchTensor ofTimes =
        Views.narrow(scope, counts(times * columns), 0, 0, (long) times * columns);
    int mark = scope.mark();
    TorchTensor z = keyed(ofTimes, rows, times, columns, random);
    z = Integers.mul(scope, Integers.xor(scope, z, shifted(z, 30)), FIRST);
    scope.release(mark, z);
    z = Integers.mul(scope, Integers.xor(scope, z, shifted(z, 27)), SECOND);
    scope.release(mark, z);
    z = Integers.xor(scope, z, shifted(z, 31));
    scope.release(mark, z);
    return z;
  }

  private TorchTensor keyed(
      TorchTensor ofTimes, int rows, int times, int columns, RandomGenerator... random) {
    if (random.length == 1) {
      TorchTensor z = Integers.xor(scope, ofTimes, random[0].nextLong());
      return Views.view(scope, z, rows, columns);
    }
    long[] keys = new long[random.length];
    for (int i = 0; i < keys.length && i < rows; i++) {
      keys[i] = random[i].nextLong();
    }
    TorchTensor ofRows = Creation.of(scope, device, keys, 1, keys.length, 1);
    TorchTensor z = Integers.xor(scope, Views.view(scope, ofTimes, times, 1, columns), ofRows);
    return Views.narrow(scope, Views.view(scope, z, -1, columns), 0, 0, rows);
  }

  /** Shifted right, with zeros from the left. */
  private TorchTensor shifted(TorchTensor x, int by) {
    return Integers.and(scope, Integers.shiftRight(scope, x, by), -1L >>> by);
  }

  private TorchTensor counts(int most) {
    if (counts == null || counts.size(0) < most) {
      close();
      long[] numbers = new long[most];
      for (int i = 0; i < most; i++) {
        numbers[i] = (i + 1) * GOLDEN;
      }
      counts = scope.keep(Creation.of(scope, device, numbers, most));
    }
    return counts;
  }

  @Override
  public void close() {
    if (counts != null) {
      counts.close();
      counts = null;
    }
  }
}
