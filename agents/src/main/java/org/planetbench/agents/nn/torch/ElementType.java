package org.planetbench.agents.nn.torch;

import java.util.List;
import java.util.Locale;

/** What a tensor's elements are. Bytes have no sign. */
public enum ElementType {
  FLOAT,
  DOUBLE,
  LONG,
  BYTE,
  BOOL;

  private static final List<ElementType> ALL = List.of(values());

  /** libtorch's number for it. */
  int code() {
    return switch (this) {
      case FLOAT -> Codes.FLOAT;
      case DOUBLE -> Codes.DOUBLE;
      case LONG -> Codes.LONG;
      case BYTE -> Codes.BYTE;
      case BOOL -> Codes.BOOL;
    };
  }

  /** Of one element. */
  int bytes() {
    return switch (this) {
      case FLOAT -> Float.BYTES;
      case DOUBLE, LONG -> Long.BYTES;
      case BYTE, BOOL -> 1;
    };
  }

  static ElementType of(int code) {
    for (ElementType type : ALL) {
      if (type.code() == code) {
        return type;
      }
    }
    throw new IllegalStateException(
        "expected a tensor of " + ALL + ", got libtorch's type " + code);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Asked of libtorch once. */
  private static final class Codes {
    static final int FLOAT = Shim.constant(ShimFunction.DTYPE_FLOAT);
    static final int DOUBLE = Shim.constant(ShimFunction.DTYPE_DOUBLE);
    static final int LONG = Shim.constant(ShimFunction.DTYPE_LONG);
    static final int BYTE = Shim.constant(ShimFunction.DTYPE_BYTE);
    static final int BOOL = Shim.constant(ShimFunction.DTYPE_BOOL);
  }
}
