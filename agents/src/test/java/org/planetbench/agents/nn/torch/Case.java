package org.planetbench.agents.nn.torch;

import java.util.List;

/** A case of the oracle: how its outputs are computed from its inputs. */
@FunctionalInterface
interface Case {
  List<TorchTensor> compute(TorchScope scope, List<TorchTensor> inputs);

  /** One input. */
  @FunctionalInterface
  interface One {
    TorchTensor compute(TorchScope scope, TorchTensor x);
  }

  /** Two inputs. */
  @FunctionalInterface
  interface Two {
    TorchTensor compute(TorchScope scope, TorchTensor x, TorchTensor y);
  }

  /** Three inputs. */
  @FunctionalInterface
  interface Three {
    TorchTensor compute(TorchScope scope, TorchTensor x, TorchTensor y, TorchTensor z);
  }

  /** Writes into x. */
  @FunctionalInterface
  interface Change {
    void compute(TorchScope scope, TorchTensor x, TorchTensor y);
  }

  static Case one(One function) {
    return (scope, in) -> List.of(function.compute(scope, in.get(0)));
  }

  static Case two(Two function) {
    return (scope, in) -> List.of(function.compute(scope, in.get(0), in.get(1)));
  }

  static Case three(Three function) {
    return (scope, in) -> List.of(function.compute(scope, in.get(0), in.get(1), in.get(2)));
  }

  static Case change(Change function) {
    return (scope, in) -> {
      function.compute(scope, in.get(0), in.getLast());
      return List.of(in.get(0));
    };
  }
}
