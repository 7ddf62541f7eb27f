package org.planetbench.agents.nn.torch;

import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.Rows;

/**
 * Rows on a device. The gradient comes to be when something is first added to it; that of a slice
 * is a part of the whole's.
 */
final class TorchRows implements Rows {
  private final TorchScope scope;
  private final int rows;
  private final int columns;
  private final boolean wantsGradient;
  private final @Nullable TorchRows whole; // what this is a slice of
  private final int first; // row of the whole
  private @Nullable TorchTensor value;
  private @Nullable TorchTensor biases; // [columns], of which all rows still are
  private @Nullable TorchTensor gradient;

  private TorchRows(
      TorchScope scope,
      int rows,
      int columns,
      boolean wantsGradient,
      @Nullable TorchRows whole,
      int first,
      @Nullable TorchTensor value,
      @Nullable TorchTensor biases) {
    this.scope = scope;
    this.rows = rows;
    this.columns = columns;
    this.wantsGradient = wantsGradient;
    this.whole = whole;
    this.first = first;
    this.value = value;
    this.biases = biases;
  }

  /**
   * @param value [rows, columns]
   */
  static TorchRows of(TorchScope scope, TorchTensor value, boolean wantsGradient) {
    int rows = Math.toIntExact(value.size(0));
    int columns = Math.toIntExact(value.size(1));
    return new TorchRows(scope, rows, columns, wantsGradient, null, 0, value, null);
  }

  /**
   * As many rows of biases, which the first product makes a matrix of.
   *
   * @param biases [columns]
   */
  static TorchRows of(TorchScope scope, TorchTensor biases, int rows, boolean wantsGradient) {
    int columns = Math.toIntExact(biases.size(0));
    return new TorchRows(scope, rows, columns, wantsGradient, null, 0, null, biases);
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

  /** In the place of the value, which nobody else needs, and which a slice's whole keeps. */
  void become(TorchTensor other) {
    if (value != null && value != other) {
      value.close();
    }
    value = other;
  }

  /** Whether anything was added to the gradient. */
  boolean hasSum() {
    return whole != null ? wantsGradient && whole.hasSum() : gradient != null;
  }

  /** [rows, columns], zeros before anything was added. */
  TorchTensor gradient() {
    if (whole != null) {
      return Views.narrow(scope, whole.gradient(), 0, first, rows);
    }
    if (gradient == null) {
      gradient =
          Creation.zeros(scope, ElementType.FLOAT, value().device(), rows, columns).retained();
    }
    return gradient;
  }

  /** Nothing will be added to it, and nobody will ask for it. */
  void dropGradient() {
    if (gradient != null) {
      gradient.close();
      gradient = null;
    }
  }

  /** Whether the next sum is the gradient itself. */
  private boolean isFirst() {
    return whole == null && gradient == null;
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
    if (isFirst()) {
      gradient = made.retained();
    } else {
      Elementwise.addInPlace(scope, gradient(), made, 1);
    }
  }

  /** The same of numbers that somebody else has, too. */
  void addCopy(TorchTensor shared) {
    if (isFirst() && wantsGradient) {
      gradient = Creation.copyOf(scope, shared).retained();
    } else {
      add(shared);
    }
  }

  /** gradient += a b, if it is wanted. */
  void addProductToGradient(TorchTensor a, TorchTensor b) {
    if (!wantsGradient) {
      return;
    }
    if (isFirst()) {
      gradient = Products.mm(scope, a, b).retained();
    } else {
      Products.addmmInPlace(gradient(), a, b, 1, 1);
    }
  }

  /** In the place of the gradient, as one that an operation in place passes on. */
  void replaceGradient(TorchTensor made) {
    if (whole != null) {
      Creation.copy(scope, gradient(), made);
    } else if (made != gradient) {
      dropGradient();
      gradient = made.retained();
    }
  }

  @Override
  public Rows slice(int from, int to) {
    int count = to - from;
    if (wantsGradient) {
      gradient(); // made now, so that it is there as long as this is
    }
    return new TorchRows(
        scope,
        count,
        columns,
        wantsGradient,
        this,
        from,
        Views.narrow(scope, value(), 0, from, count),
        null);
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
    return new TorchRows(scope, rows, columns, false, null, 0, value(), null);
  }

  @Override
  public float[][] read() {
    return HostCopy.readRows(scope, value());
  }

  @Override
  public float[][] readGradient() {
    return wantsGradient ? HostCopy.readRows(scope, gradient()) : new float[0][];
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
