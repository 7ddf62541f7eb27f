package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.nn.PictureSequences;

/**
 * {@link PicturePreprocessing} on a device, where bytes go as they are stored. Of the host's noise
 * it makes the host's numbers.
 */
record TorchPreprocessing(TorchBackend backend, TorchScope scope, PicturePreprocessing of) {
  /** Bits of a noise number, of which a long has four. */
  private static final int NOISE_BITS = 16;

  private static final int NUMBERS_OF_LONG = Long.SIZE / NOISE_BITS;

  /** Folded pictures [times * sequences, half, half, 12]. */
  TorchTensor apply(PictureSequences sequences, RandomGenerator[] noise) {
    if (sequences.chosen() != sequences.all()) {
      throw new IllegalArgumentException(
          "expected all of %d sequences, got %d; a device takes a batch as a whole"
              .formatted(sequences.all(), sequences.chosen()));
    }
    int mark = scope.mark();
    int count = sequences.times() * sequences.all();
    int half = of.size() / 2;
    TorchTensor levels = levels(sequences, count);
    TorchTensor folded =
        Views.reshape(
            scope,
            Views.permute(
                scope, Views.view(scope, levels, count, half, 2, half, 2, 3), 0, 1, 3, 2, 4, 5),
            count,
            of.values());
    TorchTensor colours = Elementwise.div(scope, folded, of.range());
    scope.release(mark, colours);
    TorchTensor pictures =
        Elementwise.add(
            scope,
            of.dequantises()
                ? Elementwise.add(scope, colours, filling(sequences.times(), noise))
                : colours,
            -0.5);
    TorchTensor shaped = Views.view(scope, pictures, count, half, half, PictureChain.FOLDED);
    scope.release(mark, shaped);
    return shaped;
  }

  /** What fills the levels [times * sequences, values]. */
  private TorchTensor filling(int times, RandomGenerator[] noise) {
    TorchTensor fractions = fractions(times, noise);
    Elementwise.mulInPlace(scope, fractions, 1.0 / of.range() / (1 << NOISE_BITS));
    return fractions;
  }

  /** Bytes less the bits that are not seen, of the model's size: [count, size, size, 3] floats. */
  private TorchTensor levels(PictureSequences sequences, int count) {
    int side = sequences.side();
    TorchTensor bytes = Creation.of(scope, backend.device(), sequences.rgb(), count, side, side, 3);
    TorchTensor pixels = Creation.to(scope, bytes, ElementType.FLOAT);
    if (of.ratio(side) == 2) {
      TorchTensor blocks = Views.view(scope, pixels, count, of.size(), 2, of.size(), 2, 3);
      TorchTensor sum = Reductions.sum(scope, blocks, false, 2, 4);
      pixels = floored(sum, 0.25);
    }
    return floored(pixels, 1.0 / (1 << (Byte.SIZE - of.bits())));
  }

  /** Uses x up. */
  private TorchTensor floored(TorchTensor x, double factor) {
    Elementwise.mulInPlace(scope, x, factor);
    return Elementwise.floor(scope, x);
  }

  /** Whole numbers below 2^16 [times * sequences, values], as floats. */
  private TorchTensor fractions(int times, RandomGenerator[] noise) {
    int mark = scope.mark();
    TorchTensor longs = longs(times, noise);
    scope.release(mark, longs);
    List<TorchTensor> parts = new ArrayList<>();
    for (int i = 0; i < NUMBERS_OF_LONG; i++) {
      int inner = scope.mark();
      TorchTensor shifted =
          i == 0 ? longs : Integers.shiftRight(scope, longs, (long) i * NOISE_BITS);
      TorchTensor part = Integers.and(scope, shifted, (1L << NOISE_BITS) - 1);
      parts.add(Creation.to(scope, part, ElementType.FLOAT));
      scope.release(inner, parts.getLast());
    }
    TorchTensor all = Indexing.stack(scope, 2, parts.toArray(TorchTensor[]::new));
    return Views.view(scope, all, longs.size(0), of.values());
  }

  /** [times * sequences, values / 4] */
  private TorchTensor longs(int times, RandomGenerator[] noise) {
    int columns = of.values() / NUMBERS_OF_LONG;
    int rows = times * noise.length;
    if (backend.makesNoise()) {
      return backend.noise().longs(rows, columns, noise);
    }
    long[] drawn = new long[rows * columns];
    for (int row = 0, at = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        drawn[at++] = noise[row % noise.length].nextLong();
      }
    }
    return Creation.of(scope, backend.device(), drawn, rows, columns);
  }
}
