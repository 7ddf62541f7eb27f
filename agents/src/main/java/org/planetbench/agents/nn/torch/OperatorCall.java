package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.NativeFunctions.LONG;
import static org.planetbench.agents.nn.torch.NativeFunctions.MEMORY;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of an operator through libtorch's dispatcher: its arguments in the order of its schema,
 * then one of {@link #make}, {@link #makeAll}, {@link #change} and {@link #changeAll}. A scope has
 * one, used again for each call.
 *
 * <p>Whatever goes onto the stack becomes the operator's, which frees it: so each tensor goes as a
 * second handle, and lists and optional arguments as memory of their own. What a schema calls
 * {@code Scalar} cannot cross; {@link #scalar} is for operators that take a tensor in its place,
 * constants, or {@link DirectCalls}, for others.
 */
final class OperatorCall {
  private static final int MOST_ARGUMENTS = 24;
  private static final int MOST_TOLD = 8;

  private final TorchScope scope;
  private final MemorySegment stack;
  private final TorchTensor[] told = new TorchTensor[MOST_TOLD]; // in an error's message
  private @Nullable Operator operator;
  private int arguments;
  private int tensorCount;

  OperatorCall(TorchScope scope, Arena arena) {
    this.scope = scope;
    this.stack = arena.allocate(LONG, MOST_ARGUMENTS);
  }

  /** The tensors that it will take must be there already: one call ends before another begins. */
  OperatorCall begin(Operator next) {
    if (operator != null) {
      throw new IllegalStateException(next + " begins before " + operator + " was called");
    }
    operator = next;
    arguments = 0;
    tensorCount = 0;
    return this;
  }

  OperatorCall tensor(TorchTensor tensor) {
    return push(secondHandle(tensor));
  }

  OperatorCall optional(@Nullable TorchTensor tensor) {
    return tensor == null ? none() : push(boxed(secondHandle(tensor)));
  }

  OperatorCall tensors(TorchTensor... elements) {
    long list = Shim.newList(elements.length, scope.cell());
    for (TorchTensor element : elements) {
      Shim.push(list, secondHandle(element));
    }
    return push(list);
  }

  /** An index for one dimension: a list of optional tensors, with none before it. */
  OperatorCall index(int dimension, TorchTensor index) {
    long list = Shim.newList(dimension + 1, scope.cell());
    for (int i = 0; i < dimension; i++) {
      Shim.push(list, 0);
    }
    Shim.push(list, boxed(secondHandle(index)));
    return push(list);
  }

  /** A number as a tensor without dimensions, of the type of another one. */
  OperatorCall scalar(double value, TorchTensor like) {
    requireTakesNumbers();
    return tensor(scope.scalar(value, like.type()));
  }

  /** The same of a tensor of longs. */
  OperatorCall whole(long value) {
    requireTakesNumbers();
    return tensor(scope.whole(value));
  }

  private void requireTakesNumbers() {
    Operator called = Objects.requireNonNull(operator);
    if (!called.takesNumbers()) {
      operator = null;
      throw new IllegalStateException(called + " takes no number of the host on a GPU");
    }
  }

  OperatorCall integer(long value) {
    return push(value);
  }

  OperatorCall optionalInteger(long value) {
    return push(boxed(value));
  }

  OperatorCall real(double value) {
    return push(Double.doubleToRawLongBits(value));
  }

  OperatorCall flag(boolean value) {
    return push(value ? 1 : 0);
  }

  OperatorCall optionalFlag(boolean value) {
    return push(boxed(value ? 1 : 0));
  }

  OperatorCall type(ElementType type) {
    return push(type.code());
  }

  OperatorCall integers(long... values) {
    return push(list(values));
  }

  OperatorCall optionalIntegers(long... values) {
    return push(boxed(list(values)));
  }

  /** An optional argument that is not there. */
  OperatorCall none() {
    return push(0);
  }

  /** Calls an operator that returns a tensor. */
  TorchTensor make() {
    execute();
    return scope.own(stack.get(LONG, 0));
  }

  /** Calls an operator that returns several tensors. */
  TorchTensor[] makeAll(int results) {
    execute();
    TorchTensor[] made = new TorchTensor[results];
    for (int i = 0; i < results; i++) {
      made[i] = scope.own(stack.getAtIndex(LONG, i));
    }
    return made;
  }

  /** Calls an operator that writes into one of its arguments and returns that. */
  void change() {
    execute();
    Shim.delete(stack.get(LONG, 0));
  }

  /** Calls an operator that writes into its arguments and returns nothing. */
  void changeAll() {
    execute();
  }

  private void execute() {
    Operator called = Objects.requireNonNull(operator);
    operator = null;
    if (!Shim.call(called.name(), called.overload(), stack.address())) {
      int more = Math.max(0, tensorCount - MOST_TOLD);
      throw TorchException.of(called.toString(), more, Arrays.copyOf(told, tensorCount - more));
    }
  }

  private OperatorCall push(long value) {
    stack.setAtIndex(LONG, arguments++, value);
    return this;
  }

  private long secondHandle(TorchTensor tensor) {
    if (tensor.isFreed()) {
      operator = null; // the exception that follows ends this call
    }
    if (tensorCount < MOST_TOLD) {
      told[tensorCount] = tensor;
    }
    tensorCount++;
    return Shim.newHandle(tensor.handle(), scope.cell());
  }

  /** What {@code std::optional} is on the stack: memory with the value, which the callee frees. */
  private static long boxed(long value) {
    long box = NativeFunctions.malloc(Long.BYTES);
    MEMORY.set(LONG, box, value);
    return box;
  }

  private long list(long... values) {
    long list = Shim.newList(values.length, scope.cell());
    for (long value : values) {
      Shim.push(list, value);
    }
    return list;
  }
}
