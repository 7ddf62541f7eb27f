package org.planetbench.agents.nn.torch;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Noise that is made on the device, by a generator that counts: number c of a row is a hash of the
 * row's key and c, by SplitMix64's finisher (Steele, Lea and Flood 2014) of key xor c times the
 * golden ratio. Keys come from the host's generators, one for each sequence, so that there is no
 * state to save: the same update has the same noise.
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
  private @Nullable TorchTensor counts; // 1, 2, 3, ...

  TorchNoise(TorchScope scope, TorchDevice device) {
    this.scope = scope;
    this.device = device;
  }

  /**
   * Uniform in [0, 1), multiples of 2^-24.
   *
   * @param random row r has numbers of generator r modulo their number
   * @return [rows, columns]
   */
  TorchTensor uniforms(int rows, int columns, RandomGenerator... random) {
    TorchTensor bits = upper(hashes(rows, columns, random));
    return Elementwise.mul(scope, Creation.to(scope, bits, ElementType.FLOAT), UNIT);
  }

  /** Standard normals by Box and Muller's transform, each of both halves of a hash. */
  TorchTensor normals(int rows, int columns, RandomGenerator... random) {
    TorchTensor hashes = hashes(rows, columns, random);
    TorchTensor radius = Creation.to(scope, upper(hashes), ElementType.FLOAT);
    TorchTensor above0 = Elementwise.mul(scope, Elementwise.add(scope, radius, 1), UNIT); // (0, 1]
    TorchTensor length =
        Elementwise.sqrt(scope, Elementwise.mul(scope, Elementwise.log(scope, above0), -2));
    TorchTensor lower = Integers.and(scope, hashes, constant((1L << BITS) - 1));
    TorchTensor turn = Creation.to(scope, lower, ElementType.FLOAT);
    TorchTensor angle = Elementwise.mul(scope, turn, 2 * Math.PI * UNIT);
    return Elementwise.mul(scope, length, Elementwise.cos(scope, angle));
  }

  /** The upper 24 bits. */
  private TorchTensor upper(TorchTensor hashes) {
    return shifted(hashes, Long.SIZE - BITS);
  }

  /** A hash for each number [rows, columns]. */
  private TorchTensor hashes(int rows, int columns, RandomGenerator... random) {
    long[] keys = new long[rows];
    for (int i = 0; i < random.length && i < rows; i++) {
      keys[i] = random[i].nextLong();
    }
    for (int i = random.length; i < rows; i++) {
      keys[i] = mixed(keys[i % random.length] + GOLDEN * Math.floorDiv((long) i, random.length));
    }
    TorchTensor ofRows = Creation.of(scope, device, keys, rows, 1);
    TorchTensor ofColumns =
        Integers.mul(scope, Views.narrow(scope, counts(columns), 1, 0, columns), constant(GOLDEN));
    TorchTensor z = Integers.xor(scope, ofRows, ofColumns);
    z = Integers.mul(scope, Integers.xor(scope, z, shifted(z, 30)), constant(FIRST));
    z = Integers.mul(scope, Integers.xor(scope, z, shifted(z, 27)), constant(SECOND));
    return Integers.xor(scope, z, shifted(z, 31));
  }

  private static long mixed(long key) {
    long z = (key ^ (key >>> 30)) * FIRST;
    z = (z ^ (z >>> 27)) * SECOND;
    return z ^ (z >>> 31);
  }

  /** Shifted right, with zeros from the left. */
  private TorchTensor shifted(TorchTensor x, int by) {
    TorchTensor signed = Integers.shiftRight(scope, x, constant(by));
    return Integers.and(scope, signed, constant(-1L >>> by));
  }

  private TorchTensor constant(long value) {
    return Creation.of(scope, device, new long[] {value}, 1, 1);
  }

  private TorchTensor counts(int columns) {
    if (counts == null || counts.size(1) < columns) {
      close();
      long[] numbers = new long[columns];
      for (int i = 0; i < columns; i++) {
        numbers[i] = i + 1L;
      }
      counts = scope.keep(Creation.of(scope, device, numbers, 1, columns));
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
