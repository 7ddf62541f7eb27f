package org.planetbench.agents.nn.torch;

import java.lang.foreign.Arena;

/** An operator of libtorch's dispatcher: its name and overload, kept as C strings for good. */
final class Operator {
  private final String text;
  private final long name;
  private final long overload;
  private final boolean takesNumbers;

  private Operator(String text, boolean takesNumbers) {
    int dot = text.indexOf('.');
    this.text = "aten::" + text;
    this.name = string("aten::" + (dot < 0 ? text : text.substring(0, dot)));
    this.overload = string(dot < 0 ? "" : text.substring(dot + 1));
    this.takesNumbers = takesNumbers;
  }

  private static long string(String text) {
    return Arena.global().allocateFrom(text).address();
  }

  /**
   * @param text as in PyTorch's {@code native_functions.yaml}, such as {@code add.Tensor}
   */
  static Operator of(String text) {
    return new Operator(text, false);
  }

  /**
   * One that takes a tensor without dimensions on the host for a number, also where the others are
   * on a GPU: then it is an argument of the kernel, and nothing is copied. Others fail there, or
   * copy and wait: they want a {@linkplain TorchScope#constant constant}.
   */
  static Operator withNumbers(String text) {
    return new Operator(text, true);
  }

  boolean takesNumbers() {
    return takesNumbers;
  }

  long name() {
    return name;
  }

  long overload() {
    return overload;
  }

  @Override
  public String toString() {
    return text;
  }
}
