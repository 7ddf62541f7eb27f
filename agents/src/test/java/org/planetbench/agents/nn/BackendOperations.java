package org.planetbench.agents.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Each operation of a {@link TensorBackend} in use. A name is that of the operation, with the kind
 * of distribution where that decides, and after a colon what is special.
 */
final class BackendOperations {
  private final SequencedMap<String, Consumer<BackendTrial>> all = new LinkedHashMap<>();

  private BackendOperations() {}

  static SequencedMap<String, Consumer<BackendTrial>> all() {
    BackendOperations operations = new BackendOperations();
    operations.places();
    operations.rows();
    operations.layers();
    operations.pictures();
    operations.gaussians();
    operations.categoricals();
    operations.policies();
    operations.losses();
    return operations.all;
  }

  private void add(String name, Consumer<BackendTrial> operation) {
    all.put(name, operation);
  }

  private void places() {
    add("place", t -> t.result(t.backend.place(t.constant(3, 4))));
    add("variable", t -> t.result(t.input(3, 4)));
    add("normals", t -> t.result(t.backend.normals(6, 4, t.random, t.random)));
    add("uniforms", t -> t.result(t.backend.uniforms(6, 4, t.random, t.random)));
    add(
        "zeros",
        t -> {
          Weights w = t.weights("w", 4, 5);
          Rows y = t.backend.zeros(t.tape, 3, 5);
          t.result(y);
          t.backend.accumulate(t.tape, y, w, t.input(3, 4));
          t.result(y);
        });
    add("computedOnHost", BackendOperations::computeOnHost);
    add(
        "weights",
        t -> {
          Parameter p = t.set.glorot("p", 6, 7, 6, 7);
          for (WeightMap map : WeightMap.values()) {
            Weights block = t.backend.weights(t.set, new Block(p, 7, 1, 2, 4, 3, map));
            Rows y = t.backend.zeros(t.tape, 5, 3);
            t.backend.accumulate(t.tape, y, block, t.input(5, 4));
            t.result(y);
            t.values("block", block.read());
            t.values("transposed", block.readTransposed());
          }
        });
    add("store", t -> stepWithAdam(t, new Adam(0.01, 0, 1e-4, 3)));
    add("store: with weight decay", t -> stepWithAdam(t, new Adam(0.01, 0, 1e-4, 3, 0.1)));
  }

  /** a b, and a + 2 b, of a constant a. */
  private static void computeOnHost(BackendTrial t) {
    Rows a = t.constant(3, 4);
    Rows b = t.input(3, 4);
    float[][] product = new float[3][4];
    float[][] sum = new float[3][4];
    for (int i = 0; i < 12; i++) {
      float x = a.read()[i / 4][i % 4];
      float y = b.read()[i / 4][i % 4];
      product[i / 4][i % 4] = x * y;
      sum[i / 4][i % 4] = x + 2 * y;
    }
    t.backend
        .computedOnHost(
            t.tape,
            List.of(a, b),
            List.of(product, sum),
            (results, inputs) -> {
              if (inputs.getFirst().length > 0) {
                throw new AssertionError("a constant wants no gradient");
              }
              for (int i = 0; i < 12; i++) {
                inputs.getLast()[i / 4][i % 4] +=
                    results.getFirst()[i / 4][i % 4] * a.read()[i / 4][i % 4]
                        + 2 * results.getLast()[i / 4][i % 4];
              }
            })
        .forEach(t::result);
  }

  /** Two steps of which the second is clipped; the weights that follow are the moved ones. */
  private static void stepWithAdam(BackendTrial t, Adam adam) {
    Parameter p = t.set.glorot("w", 4, 5, 4, 5);
    Weights w = t.backend.weights(t.set, new Block(p, 5, 0, 0, 4, 5));
    Weights positive = t.backend.weights(t.set, new Block(p, 5, 1, 1, 2, 3, WeightMap.POSITIVE));
    float[][] x = t.normals(6, 4);
    for (int step = 0; step < 2; step++) {
      Tape tape = Tape.recording(t.shard);
      Rows y = t.backend.zeros(tape, 6, 5);
      t.backend.accumulate(tape, y, w, Rows.constant(x));
      y.addToGradient(step == 0 ? 0.01f : 1);
      tape.backward();
      t.set.collect();
      try (Workers workers = new Workers(1, t.backend::prepareThread)) {
        t.number(adam.step(t.set, workers));
      }
      t.set.read();
      t.values("moved", p.value());
      t.values("mean", p.firstMoment());
      t.values("square", p.secondMoment());
      t.values("block", w.read());
      t.values("positive block", positive.read());
    }
  }

  private void rows() {
    add("plus", t -> t.result(t.backend.plus(t.tape, t.input(3, 4), t.input(3, 4))));
    add(
        "plus: of the same, and of a constant",
        t -> {
          Rows x = t.input(3, 4);
          t.result(t.backend.plus(t.tape, t.backend.plus(t.tape, x, x), t.constant(3, 4)));
        });
    add(
        "stack",
        t -> {
          Rows x = t.input(3, 4);
          t.result(
              t.backend.stack(t.tape, List.of(t.constant(2, 4), x, x.slice(1, 3), t.input(1, 4))));
        });
    add(
        "stack: of constants",
        t -> t.result(t.backend.stack(t.tape, List.of(t.constant(2, 4), t.constant(1, 4)))));
    add(
        "pick",
        t -> {
          Rows x = t.input(4, 3);
          t.result(t.backend.pick(t.tape, x, 3, 0, 3, 1));
          t.result(t.backend.pick(t.tape, x.slice(1, 3), 1));
        });
    add(
        "withhold",
        t ->
            t.result(t.backend.withhold(t.tape, t.input(3, 4), new boolean[] {true, false, true})));
    add(
        "weightedSum",
        t ->
            t.result(
                t.backend.weightedSum(
                    List.of(t.constant(3, 4), t.constant(3, 4), t.constant(3, 4)), 1, 0.3, -2)));
    add(
        "weightedSum: the first with another weight",
        t -> t.result(t.backend.weightedSum(List.of(t.constant(3, 4), t.constant(3, 4)), 0.5, 2)));
    add(
        "pick: often the only row of a constant",
        t -> t.result(t.backend.pick(t.tape, t.backend.place(t.constant(1, 3)), 0, 0, 0)));
  }

  private void layers() {
    add("biases", t -> t.result(t.backend.biases(t.tape, t.weights("b", 1, 5), 3)));
    add(
        "accumulate",
        t -> {
          Weights w = t.weights("w", 4, 5);
          Weights v = t.weights("v", 3, 5);
          Weights b = t.weights("b", 1, 5);
          Rows y = t.backend.biases(t.tape, b, 6);
          t.backend.accumulate(t.tape, y, w, t.input(6, 4));
          t.backend.accumulate(t.tape, y, v, t.constant(6, 3));
          t.backend.accumulate(t.tape, y, w, t.input(6, 4));
          t.result(y);
        });
    add(
        "accumulate: in slices",
        t -> {
          Weights w = t.weights("w", 4, 5);
          Rows y = t.backend.biases(t.tape, t.weights("b", 1, 5), 6);
          t.backend.accumulate(t.tape, y, w, t.input(6, 4));
          for (int from = 0; from < 6; from += 2) {
            Rows part = y.slice(from, from + 2);
            t.backend.accumulate(t.tape, part, w, t.input(2, 4));
            t.result(part);
          }
        });
    for (Dense.Activation activation : Dense.Activation.values()) {
      add(
          "activate: " + activation,
          t -> {
            Rows y = t.backend.zeros(t.tape, 6, 5);
            t.backend.accumulate(t.tape, y, t.weights("w", 4, 5), t.input(6, 4));
            t.backend.activate(t.tape, activation, y);
            t.result(y);
          });
    }
    add(
        "gru",
        t -> {
          GruCell cell = new GruCell(t.set, "gru", new int[] {3, 2, 4}, 5);
          GruCell.Begun begun = cell.begin(t.tape, t.input(6, 3)); // two times of three rows
          Rows h =
              cell.finish(t.tape, begun.slice(0, 3), t.input(3, 5), t.input(3, 2), t.input(3, 4));
          t.result(cell.finish(t.tape, begun.slice(3, 6), h, t.constant(3, 2), t.input(3, 4)));
        });
    add(
        "gru: from a state without a gradient",
        t ->
            t.result(
                new GruCell(t.set, "gru", 4, 5).apply(t.tape, t.input(3, 4), t.constant(3, 5))));
    add(
        "resetAfterGru",
        t -> {
          ResetAfterCell cell = new ResetAfterCell(t.set, "gru", 4, 5);
          Rows h = cell.apply(t.tape, t.input(3, 4), t.input(3, 5));
          t.result(cell.apply(t.tape, t.input(3, 4), h));
        });
    add(
        "resetAfterGru: from a state without a gradient",
        t ->
            t.result(
                new ResetAfterCell(t.set, "gru", 4, 5)
                    .apply(t.tape, t.input(3, 4), t.constant(3, 5))));
    add(
        "layerNormGru",
        t -> {
          LayerNormCell cell = new LayerNormCell(t.set, "gru", 4, 5);
          Rows h = cell.apply(t.tape, t.input(3, 4), t.input(3, 5));
          t.result(cell.apply(t.tape, t.input(3, 4), h));
        });
    add(
        "layerNormGru: from a state without a gradient",
        t ->
            t.result(
                new LayerNormCell(t.set, "gru", 4, 5)
                    .apply(t.tape, t.input(3, 4), t.constant(3, 5))));
    add(
        "mix",
        t -> {
          LocallyLinear first = LocallyLinear.persistent(t.set, "p", 3, 4, 4, 2);
          LocallyLinear second = LocallyLinear.bounded(t.set, "b", 3, 4, 4);
          Rows alpha = t.positive(5, 3);
          Rows y = first.apply(t.tape, alpha, t.input(5, 4), t.constant(5, 2));
          t.result(second.apply(t.tape, alpha, y));
        });
    add(
        "deviation",
        t -> t.result(new MixedVariance(t.set, "v", 3, 4).std(t.tape, t.positive(5, 3))));
  }

  private void pictures() {
    pictures(Dense.Activation.RELU, "");
    pictures(Dense.Activation.ELU, ", with ELUs");
  }

  private void pictures(Dense.Activation activation, String with) {
    for (int size : new int[] {32, 64}) {
      add(
          "pictures: encoded, " + size + with,
          t -> {
            int layers = size == 64 ? 4 : 3;
            PictureEncoder encoder = new PictureEncoder(t.set, "encoder", activation, layers, 2);
            t.atEnd(encoder::close);
            t.result(encoder.apply(t.tape, t.pictures(size / 2, 2, 3)));
          });
      add(
          "pictures: decoded, " + size + with,
          t -> {
            PictureDecoder decoder =
                new PictureDecoder(t.set, "decoder", activation, size, 2, 4, 3);
            t.atEnd(decoder::close);
            Rows[] features = {t.input(5, 4), t.input(5, 3)};
            t.values("decoded", decoder.decode(Tape.forgetting(t.shard), features));
            t.number(decoder.loss(t.tape, t.pictures(size / 2, 2, 3), 0.7, features).getAsDouble());
          });
    }
  }

  private void gaussians() {
    add("softplus", t -> t.result(t.backend.softplus(t.tape, t.input(6, 4), 0.1f)));
    add(
        "product",
        t -> {
          Gaussian product = t.backend.product(t.tape, t.gaussian(6, 4), t.gaussian(6, 4));
          t.result(product.mean());
          t.result(product.std());
        });
    add("square", t -> t.result(t.backend.square(t.tape, t.input(6, 4))));
    add("square: of a constant", t -> t.result(t.backend.square(t.tape, t.constant(6, 4))));
    add(
        "sample Gaussian",
        t -> t.result(t.backend.sample(t.tape, t.gaussian(6, 4), t.constant(6, 4))));
    add("divergence Gaussian", t -> diverge(t, t.gaussian(8, 3), t.gaussian(8, 3), 1.5, 0.7, 0.8));
    add(
        "divergence Gaussian: of a stopped one",
        t -> diverge(t, t.gaussian(8, 3).stopGradient(), t.gaussian(8, 3), 0, 0.7, 0.5));
    add(
        "divergence Gaussian: from a constant",
        t -> {
          Gaussian q = t.gaussian(8, 3);
          diverge(t, q, q.uninformed(), 0, 0.7, 0.5);
        });
    add(
        "divergence Gaussian: without a scale",
        t -> diverge(t, t.gaussian(8, 3), t.gaussian(8, 3), 1.5, 0, 0.5));
    add(
        "divergence Gaussian: of nothing",
        t -> diverge(t, Gaussian.zeros(8, 0), Gaussian.zeros(8, 0), 1.5, 0.7, 0.5));
  }

  private static void diverge(
      BackendTrial t,
      LatentDistribution q,
      LatentDistribution p,
      double freeNats,
      double scale,
      double balance) {
    LatentDistribution.Divergence kl = q.divergence(t.tape, p, freeNats, scale, balance);
    t.number(kl.nats());
    t.number(kl.clippedNats());
  }

  private void categoricals() {
    add(
        "sample Categorical",
        t ->
            t.result(
                t.backend.sample(t.tape, t.categorical(6, 3, 4), Rows.constant(t.uniforms(6, 3)))));
    add("mode", t -> t.result(t.backend.mode(t.categorical(6, 3, 4))));
    add("mode: the first of equals", t -> t.result(t.backend.mode(Categorical.zeros(2, 12, 4))));
    add(
        "divergence Categorical",
        t -> diverge(t, t.categorical(8, 3, 4), t.categorical(8, 3, 4), 2, 0.7, 0.8));
    add(
        "divergence Categorical: of a stopped one",
        t ->
            diverge(t, t.categorical(8, 3, 4).stopGradient(), t.categorical(8, 3, 4), 0, 0.7, 0.5));
  }

  private void policies() {
    add(
        "bounded",
        t -> {
          Gaussian before = t.backend.bounded(t.tape, t.input(6, 8), 5, 0.3f, 1e-4f);
          t.result(before.mean());
          t.result(before.std());
        });
    add("tanh", t -> t.result(t.backend.tanh(t.tape, t.input(6, 4))));
    add(
        "addLogDensity",
        t -> t.backend.addLogDensity(t.tape, t.gaussian(6, 4), t.constant(6, 4), 0.3));
  }

  private void losses() {
    add(
        "squaredError",
        t -> {
          float[] target = t.normals(1, 6)[0];
          Rows y = t.input(6, 1);
          t.number(t.backend.squaredError(t.tape, y, target, 0.7).getAsDouble());
          t.number(
              t.backend
                  .squaredError(t.tape, y.slice(2, 4), Arrays.copyOf(target, 2), 1.3)
                  .getAsDouble());
        });
  }
}
