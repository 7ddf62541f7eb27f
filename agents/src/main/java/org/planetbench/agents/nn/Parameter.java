package org.planetbench.agents.nn;

/**
 * A trained tensor: its value, the gradient of the current update and Adam's moments, flat and
 * row-major, on the host. Layers compute with copies ({@link ParameterStore}).
 */
public final class Parameter {
  private final String name;
  private final long[] shape;
  final float[] value;
  final float[] gradient;
  final float[] firstMoment;
  final float[] secondMoment;

  Parameter(String name, long... shape) {
    this.name = name;
    this.shape = shape;
    int size = 1;
    for (long extent : shape) {
      size = Math.multiplyExact(size, Math.toIntExact(extent));
    }
    value = new float[size];
    gradient = new float[size];
    firstMoment = new float[size];
    secondMoment = new float[size];
  }

  public String name() {
    return name;
  }

  public long[] shape() {
    return shape.clone();
  }

  public int size() {
    return value.length;
  }

  /**
   * The value; whoever reads it calls {@link ParameterSet#read} first, whoever writes to it {@link
   * ParameterSet#load} before the next use. So for gradient and moments.
   */
  public float[] value() {
    return value;
  }

  /** The gradient of the last update, before clipping. */
  public float[] gradient() {
    return gradient;
  }

  public float[] firstMoment() {
    return firstMoment;
  }

  public float[] secondMoment() {
    return secondMoment;
  }
}
