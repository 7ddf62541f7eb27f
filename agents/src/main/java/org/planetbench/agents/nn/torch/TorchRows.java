package org.planetbench.agents.nn.torch;

import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.Rows;

/**
 * Rows on a device. The gradient comes to be when something is first added to it; of rows that were
 * sliced it is part of the whole's.
 */
final class TorchRows implements Rows {
  private final TorchScope scope;
  private final int rows;
  private final int columns;
  private final boolean wantsGradient;
  private final boolean isSlice;
  private @Nullable TorchTensor value;
  private @Nullable TorchTensor biases; // [1, columns], of which all rows still are
  private @Nullable TorchTensor gradient;

  private TorchRows(
      TorchScope scope,
      int rows,
      int columns,
      boolean wantsGradient,
      boolean isSlice,
      @Nullable TorchTensor value,
      @Nullable TorchTensor biases,
      @Nullable TorchTensor gradient) {
    this.scope = scope;
    this.rows = rows;
    this.columns = columns;
    this.wantsGradient = wantsGradient;
    this.isSlice = isSlice;
    this.value = value;
    this.biases = biases;
    this.gradient = gradient;
  }

  /**
   * @param value [rows, columns]
   */
  static TorchRows of(TorchScope scope, TorchTensor value, boolean wantsGradient) {
    int rows = Math.toIntExact(value.size(0));
    int columns = Math.toIntExact(value.size(1));
    return new TorchRows(scope, rows, columns, wantsGradient, false, value, null, null);
  }

  /** As many rows of biases, which the first product makes a matrix of. */
  static TorchRows of(TorchScope scope, TorchTensor biases, int rows, boolean wantsGradient) {
    int columns = Math.toIntExact(biases.size(1));
    return new TorchRows(scope, rows, columns, wantsGradient, false, null, biases, null);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public boolean hasGradient() {
    return wantsGradient;
  }

  /** [rows, columns] */
  TorchTensor value() {
    if (value == null) {
      TorchTensor all = Views.expand(scope, biases(), rows, columns);
      value = Creation.copyOf(scope, all);
    }
    return value;
  }

  private TorchTensor biases() {
    if (biases == null) {
      throw new IllegalStateException("rows without numbers");
    }
    return biases;
  }

  /** value += a b. */
  void addProduct(TorchTensor a, TorchTensor b) {
    if (value == null) {
      value = Products.addmm(scope, biases(), a, b);
    } else {
      Products.addmmInPlace(value, a, b, 1, 1);
    }
  }

  /** In the place of the value, which a slice's whole keeps. */
  void become(TorchTensor other) {
    value = other;
  }

  /** Whether anything was added to the gradient. */
  boolean hasSum() {
    return gradient != null;
  }

  /** [rows, columns], zeros before anything was added. */
  TorchTensor gradient() {
    if (gradient == null) {
      gradient = Creation.zeros(scope, ElementType.FLOAT, value().device(), rows, columns);
    }
    return gradient;
  }

  /**
   * Adds to the gradient, if it is wanted.
   *
   * @param made that nobody else writes to
   */
  void add(TorchTensor made) {
    if (!wantsGradient) {
      return;
    }
    if (gradient == null) {
      gradient = made;
    } else {
      Elementwise.addInPlace(scope, gradient, made, 1);
    }
  }

  /** The same of numbers that somebody else has, too. */
  void addCopy(TorchTensor shared) {
    if (gradient == null && wantsGradient) {
      gradient = Creation.copyOf(scope, shared);
    } else {
      add(shared);
    }
  }

  /** gradient += a b, if it is wanted. */
  void addProductToGradient(TorchTensor a, TorchTensor b) {
    if (!wantsGradient) {
      return;
    }
    if (gradient == null) {
      gradient = Products.mm(scope, a, b);
    } else {
      Products.addmmInPlace(gradient, a, b, 1, 1);
    }
  }

  /** In the place of the gradient, as one that an operation in place passes on. */
  void replaceGradient(TorchTensor made) {
    if (isSlice) {
      Creation.copy(scope, gradient(), made);
    } else {
      gradient = made;
    }
  }

  @Override
  public Rows slice(int from, int to) {
    int count = to - from;
    return new TorchRows(
        scope,
        count,
        columns,
        wantsGradient,
        true,
        Views.narrow(scope, value(), 0, from, count),
        null,
        wantsGradient ? Views.narrow(scope, gradient(), 0, from, count) : null);
  }

  @Override
  public Rows columns(int from, int to) {
    if (wantsGradient) {
      throw new IllegalStateException("expected constants, got rows with a gradient");
    }
    return of(scope, Views.narrow(scope, value(), 1, from, to - from), false);
  }

  @Override
  public Rows stopGradient() {
    return new TorchRows(scope, rows, columns, false, false, value(), null, null);
  }

  @Override
  public float[][] read() {
    return read(value());
  }

  @Override
  public float[][] readGradient() {
    return wantsGradient ? read(gradient()) : new float[0][];
  }

  private float[][] read(TorchTensor tensor) {
    float[] flat = new float[rows * columns];
    HostCopy.read(scope, tensor, flat, 0);
    float[][] read = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(flat, i * columns, read[i], 0, columns);
    }
    return read;
  }

  @Override
  public void addToGradient(float amount) {
    if (wantsGradient) {
      TorchTensor all = Creation.empty(scope, ElementType.FLOAT, value().device(), rows, columns);
      Creation.fill(scope, all, amount);
      add(all);
    }
  }
}
