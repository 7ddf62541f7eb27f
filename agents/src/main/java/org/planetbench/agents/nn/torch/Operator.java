package org.planetbench.agents.nn.torch;

import java.lang.foreign.Arena;

/** An operator of libtorch's dispatcher: its name and overload, kept as C strings for good. */
final class Operator {
  private final String text;
  private final long name;
  private final long overload;

  private Operator(String text, String name, String overload) {
    this.text = text;
    this.name = Arena.global().allocateFrom(name).address();
    this.overload = Arena.global().allocateFrom(overload).address();
  }

  /**
   * @param text as in PyTorch's {@code native_functions.yaml}, such as {@code add.Tensor}
   */
  static Operator of(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new Operator("aten::" + text, "aten::" + text, "")
        : new Operator("aten::" + text, "aten::" + text.substring(0, dot), text.substring(dot + 1));
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
