package org.planetbench.agents.nn.torch;

import static org.planetbench.agents.nn.torch.Case.change;
import static org.planetbench.agents.nn.torch.Case.one;
import static org.planetbench.agents.nn.torch.Case.three;
import static org.planetbench.agents.nn.torch.Case.two;

import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The cases of {@code ci/record/record_torch_operators.py}, as they are called here. */
final class OracleCases {
  private final SequencedMap<String, Case> cases = new TreeMap<>();

  private OracleCases() {}

  static SequencedMap<String, Case> all() {
    OracleCases all = new OracleCases();
    all.views();
    all.creation();
    all.indexing();
    all.arithmetic();
    all.integers();
    all.comparisons();
    all.activations();
    all.reductions();
    all.products();
    all.convolutions();
    all.steps();
    return all.cases;
  }

  private void views() {
    add("narrow", one((s, x) -> Views.narrow(s, x, 1, 1, 3)));
    add(
        "as_strided",
        one((s, x) -> Views.asStrided(s, x, new long[] {3, 4}, new long[] {7, 2}, 5)));
    add("view", one((s, x) -> Views.view(s, x, 20, -1)));
    add("reshape", one((s, x) -> Views.reshape(s, Views.transpose(s, x, 0, 2), 12, 10)));
    add("transpose", one((s, x) -> Views.transpose(s, x, 0, 2)));
    add("permute", one((s, x) -> Views.permute(s, x, 2, 0, 1)));
    add("t", one(Views::t));
    add("expand", one((s, x) -> Views.expand(s, x, 4, 5)));
    add("unsqueeze", one((s, x) -> Views.unsqueeze(s, x, 1)));
  }

  private void creation() {
    add("zeros", one((s, x) -> Creation.zeros(s, x.type(), x.device(), x.shape())));
    add(
        "fill",
        one(
            (s, x) -> {
              Creation.fill(s, x, -0.3);
              return x;
            }));
    add(
        "copy",
        two(
            (s, x, y) -> {
              Creation.copy(s, y, x);
              return y;
            }));
    add("to_double", one((s, x) -> Creation.to(s, x, ElementType.DOUBLE)));
    add("to_float", one((s, x) -> Creation.to(s, x, ElementType.FLOAT)));
    add("to_long", one((s, x) -> Creation.to(s, x, ElementType.LONG)));
  }

  private void indexing() {
    add("index_select", two((s, x, i) -> Indexing.indexSelect(s, x, 0, i)));
    add("index_select_columns", two((s, x, i) -> Indexing.indexSelect(s, x, 1, i)));
    add("index_add", three((s, x, i, y) -> indexAdd(s, x, 0, i, y)));
    add("index_add_columns", three((s, x, i, y) -> indexAdd(s, x, 1, i, y)));
    add("cat", three((s, x, y, z) -> Indexing.cat(s, 1, x, y, z)));
    add("stack", two((s, x, y) -> Indexing.stack(s, 1, x, y)));
    add("where", three((s, x, y, z) -> Indexing.where(s, Elementwise.greater(s, x, y), x, z)));
    add("where_number", two((s, x, y) -> Indexing.where(s, Elementwise.greater(s, x, y), x, -2.5)));
    add("one_hot", one((s, i) -> Indexing.oneHot(s, i, 5)));
    add("argmax", one((s, x) -> Indexing.argmax(s, x, 1, false)));
    add("argmax_kept", one((s, x) -> Indexing.argmax(s, x, 0, true)));
    add("sort", (s, in) -> list(Indexing.sort(s, in.get(0), 1, true)));
  }

  private void arithmetic() {
    add("add", two(Elementwise::add));
    add("add_row", two(Elementwise::add));
    add("add_factor", two((s, x, y) -> Elementwise.add(s, x, y, -0.7)));
    add("add_number", one((s, x) -> Elementwise.add(s, x, 0.7)));
    add("add_number_double", one((s, x) -> Elementwise.add(s, x, 0.1)));
    add("add_in_place", change((s, x, y) -> Elementwise.addInPlace(s, x, y, 0.3)));
    add("add_in_place_double", change((s, x, y) -> Elementwise.addInPlace(s, x, y, 0.3)));
    add("add_in_place_plain", change((s, x, y) -> Elementwise.addInPlace(s, x, y, 1)));
    add("add_in_place_row", change((s, x, y) -> Elementwise.addInPlace(s, x, y, 0.3)));
    add(
        "add_in_place_columns",
        two(
            (s, x, y) -> {
              TorchTensor columns = Views.narrow(s, x, 1, 1, 3);
              Elementwise.addInPlace(s, columns, y, 0.3);
              return columns;
            }));
    add("sub", two(Elementwise::sub));
    add("mul", two(Elementwise::mul));
    add("mul_row", two(Elementwise::mul));
    add("mul_number", one((s, x) -> Elementwise.mul(s, x, 0.1)));
    add("mul_number_double", one((s, x) -> Elementwise.mul(s, x, 0.1)));
    add("mul_in_place", change(Elementwise::mulInPlace));
    add("mul_in_place_number", change((s, x, y) -> Elementwise.mulInPlace(s, x, -3.3)));
    add("div", two(Elementwise::div));
    add("div_number", one((s, x) -> Elementwise.div(s, x, 0.3)));
    add("pow", one((s, x) -> Elementwise.pow(s, x, 1.7)));
    add("neg", one(Elementwise::neg));
    add("exp", one(Elementwise::exp));
    add("exp_double", one(Elementwise::exp));
    add("expm1", one(Elementwise::expm1));
    add("square", one(Elementwise::square));
    add("log", one(Elementwise::log));
    add("cos", one(Elementwise::cos));
    add("floor", one(Elementwise::floor));
    add("lerp", three(Elementwise::between));
    add("sqrt", one(Elementwise::sqrt));
  }

  private void integers() {
    add("mul_long", one((s, x) -> Integers.mul(s, x, 0x9E3779B97F4A7C15L)));
    add("xor", two(Integers::xor));
    add("xor_number", one((s, x) -> Integers.xor(s, x, -81L)));
    add("and_number", one((s, x) -> Integers.and(s, x, 0xffffffL)));
    add("shift_right", one((s, x) -> Integers.shiftRight(s, x, 27)));
  }

  private void comparisons() {
    add("maximum", two(Elementwise::maximum));
    add("maximum_number", one((s, x) -> Elementwise.maximum(s, x, 0.2)));
    add("minimum_number", one((s, x) -> Elementwise.minimum(s, x, 0.2)));
    add("greater", two((s, x, y) -> asLongs(s, Elementwise.greater(s, x, y))));
    add("greater_number", one((s, x) -> asLongs(s, Elementwise.greater(s, x, 1))));
    add("greater_or_equal", two((s, x, y) -> asLongs(s, Elementwise.greaterOrEqual(s, x, y))));
  }

  private void activations() {
    add("tanh", one(Activations::tanh));
    add("tanh_backward", two((s, g, x) -> Activations.tanhBackward(s, g, Activations.tanh(s, x))));
    add("sigmoid", one(Activations::sigmoid));
    add(
        "sigmoid_backward",
        two((s, g, x) -> Activations.sigmoidBackward(s, g, Activations.sigmoid(s, x))));
    add("relu", one(Activations::relu));
    add("relu_backward", two((s, g, x) -> Activations.reluBackward(s, g, Activations.relu(s, x))));
    add("relu_in_place", change((s, x, y) -> Activations.reluInPlace(s, x)));
    add("leaky_relu", one((s, x) -> Activations.leakyRelu(s, x, 0.2)));
    add("leaky_relu_backward", two((s, g, x) -> Activations.leakyReluBackward(s, g, x, 0.2)));
    add("elu", one(Activations::elu));
    add("elu_double", one(Activations::elu));
    add("elu_backward", two((s, g, x) -> Activations.eluBackward(s, g, Activations.elu(s, x))));
    add("softplus", one(Activations::softplus));
    add("softplus_double", one(Activations::softplus));
    add("softplus_backward", two(Activations::softplusBackward));
    add("softmax", one((s, x) -> Activations.softmax(s, x, 1)));
    add(
        "softmax_backward",
        two((s, g, x) -> Activations.softmaxBackward(s, g, Activations.softmax(s, x, 1), 1)));
    add("log_softmax", one((s, x) -> Activations.logSoftmax(s, x, 1)));
  }

  private void reductions() {
    add("sum", one((s, x) -> Reductions.sum(s, x, false)));
    add("sum_double", one((s, x) -> Reductions.sum(s, x, false)));
    add("sum_rows", one((s, x) -> Reductions.sum(s, x, false, 0, 2)));
    add("sum_kept", one((s, x) -> Reductions.sum(s, x, true, 1)));
    add("mean", one((s, x) -> Reductions.mean(s, x, false, 0, 1)));
    add("mean_kept", one((s, x) -> Reductions.mean(s, x, true, 2)));
    add("moments", (s, in) -> list(Reductions.moments(s, in.get(0))));
    add("cumulative_sum", one((s, x) -> Reductions.cumulativeSum(s, x, 1)));
  }

  private void products() {
    add("mm", two(Products::mm));
    add("mm_double", two(Products::mm));
    add("mm_transposed", two((s, a, b) -> Products.mm(s, a, Views.t(s, b))));
    add("addmm", three(Products::addmm));
    add(
        "addmm_in_place",
        three(
            (s, c, a, b) -> {
              Products.addmmInPlace(c, a, b, 0.5, -2);
              return c;
            }));
    add(
        "addmm_gathers",
        three(
            (s, c, a, b) -> {
              Products.addmmInPlace(c, Views.t(s, a), b, 1, 1);
              return c;
            }));
    add("bmm", two(Products::bmm));
  }

  private void convolutions() {
    add("convolution", three((s, x, w, b) -> Convolutions.convolution(s, x, w, b, 2, 0, false)));
    add(
        "convolution_plain",
        two((s, x, w) -> Convolutions.convolution(s, x, w, null, 1, 0, false)));
    add(
        "convolution_backward",
        (s, in) ->
            list(
                Convolutions.convolutionBackward(
                    s, in.get(0), in.get(1), in.get(2), 2, 0, false, true)));
    add("deconvolution", three((s, x, w, b) -> Convolutions.convolution(s, x, w, b, 2, 0, true)));
    add(
        "deconvolution_backward",
        (s, in) ->
            list(
                Convolutions.convolutionBackward(
                    s, in.get(0), in.get(1), in.get(2), 2, 0, true, true)));
    add("patches", one((s, x) -> Convolutions.patches(s, x, 4, 2, 0)));
    add(
        "add_patches",
        two((s, g, x) -> Convolutions.addPatches(s, g, x.size(2), x.size(3), 4, 2, 0)));
  }

  private void steps() {
    add("adam", OracleCases::adam);
  }

  private void add(String name, Case computed) {
    if (cases.put(name, computed) != null) {
      throw new IllegalArgumentException("two cases of name " + name);
    }
  }

  /** Two parameters, then for each step the gradients of both; afterwards the parameters. */
  private static List<TorchTensor> adam(TorchScope scope, List<TorchTensor> inputs) {
    TorchTensor[] parameters = {inputs.get(0), inputs.get(1)};
    TorchTensor[] means = new TorchTensor[2];
    TorchTensor[] squares = new TorchTensor[2];
    TorchTensor[] counts = new TorchTensor[2];
    for (int i = 0; i < 2; i++) {
      means[i] =
          Creation.zeros(scope, ElementType.FLOAT, parameters[i].device(), parameters[i].shape());
      squares[i] =
          Creation.zeros(scope, ElementType.FLOAT, parameters[i].device(), parameters[i].shape());
      counts[i] = Creation.zeros(scope, ElementType.FLOAT, parameters[i].device());
    }
    for (int step = 1; 2 * step < inputs.size(); step++) {
      for (TorchTensor count : counts) {
        Creation.fill(scope, count, step);
      }
      TorchTensor[] gradients = {inputs.get(2 * step), inputs.get(2 * step + 1)};
      Steps.adam(scope, parameters, gradients, means, squares, counts, 3e-3, 0.9, 0.999, 1e-4);
    }
    return List.of(parameters);
  }

  private static TorchTensor indexAdd(
      TorchScope scope, TorchTensor x, int dimension, TorchTensor index, TorchTensor y) {
    Indexing.indexAdd(scope, x, dimension, index, y);
    return x;
  }

  private static TorchTensor asLongs(TorchScope scope, TorchTensor x) {
    return Creation.to(scope, x, ElementType.LONG);
  }

  private static List<TorchTensor> list(Indexing.Ordered ordered) {
    return List.of(ordered.values(), ordered.indices());
  }

  private static List<TorchTensor> list(Reductions.Moments moments) {
    return List.of(moments.variance(), moments.mean());
  }

  private static List<TorchTensor> list(Convolutions.Gradients gradients) {
    return List.of(gradients.input(), gradients.weight(), gradients.bias());
  }
}
