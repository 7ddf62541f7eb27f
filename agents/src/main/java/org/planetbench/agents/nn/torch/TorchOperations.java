package org.planetbench.agents.nn.torch;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.planetbench.agents.nn.Categorical;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.LatentDistribution.Divergence;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.Weights;

/** What {@link TorchBackend} computes: each operation by the class that has its backward pass. */
abstract class TorchOperations implements TensorBackend {
  private final TorchScope scope = new TorchScope();
  private final TorchSums sums = new TorchSums(scope);
  private final TorchDevice device;
  private final TorchPlaces places;

  TorchOperations(TorchDevice device) {
    this.device = device;
    this.places = new TorchPlaces(scope, device);
  }

  TorchScope scope() {
    return scope;
  }

  TorchDevice device() {
    return device;
  }

  /** Of losses. */
  TorchSums sums() {
    return sums;
  }

  /** On the device, with the host's constants. */
  TorchRows rows(Rows rows) {
    return places.rows(rows);
  }

  TorchPlaces places() {
    return places;
  }

  TorchTensor tensor(Rows rows) {
    return rows(rows).value();
  }

  private TorchRows result(Tape tape, TorchTensor value) {
    return TorchRows.of(scope, value, tape.isRecording());
  }

  private TorchGathering gathering(Tape tape) {
    return new TorchGathering(scope, device, tape);
  }

  private TorchGaussian gaussian(Gaussian gaussian) {
    return new TorchGaussian(scope, rows(gaussian.mean()), rows(gaussian.std()));
  }

  private static Gaussian rows(TorchGaussian gaussian) {
    return new Gaussian(gaussian.mean(), gaussian.std());
  }

  private TorchCategorical categorical(Categorical categorical) {
    return new TorchCategorical(scope, rows(categorical.logits()), categorical.classes());
  }

  @Override
  public Rows zeros(Tape tape, int rows, int columns) {
    return result(tape, Creation.zeros(scope, ElementType.FLOAT, device, rows, columns));
  }

  @Override
  public List<Rows> computedOnHost(
      Tape tape, List<Rows> inputs, List<float[][]> values, HostGradient gradient) {
    return places.computedOnHost(tape, inputs, values, gradient);
  }

  @Override
  public Rows plus(Tape tape, Rows one, Rows other) {
    return gathering(tape).plus(rows(one), rows(other));
  }

  /** What is the host's alone stays there. */
  @Override
  public Rows stack(Tape tape, List<Rows> parts) {
    return parts.stream().allMatch(HostRows.class::isInstance)
        ? HostRows.stack(parts.stream().map(HostRows::of).toList())
        : gathering(tape).stack(parts.stream().map(this::rows).toList());
  }

  @Override
  public Rows pick(Tape tape, Rows rows, int... indices) {
    return rows instanceof HostRows host
        ? host.pick(indices)
        : gathering(tape).pick(rows(rows), indices);
  }

  @Override
  public Rows withhold(Tape tape, Rows rows, boolean[] withheld) {
    return gathering(tape).withhold(rows(rows), withheld);
  }

  @Override
  public Rows weightedSum(List<Rows> parts, double... weights) {
    return gathering(Tape.forgetting(this))
        .weightedSum(parts.stream().map(this::rows).toList(), weights);
  }

  @Override
  public Rows biases(Tape tape, Weights bias, int rows) {
    return new TorchDense(scope, tape).biases(TorchWeights.of(bias), rows);
  }

  @Override
  public void accumulate(Tape tape, Rows y, Weights weights, Rows x) {
    new TorchDense(scope, tape).accumulate(rows(y), TorchWeights.of(weights), rows(x));
  }

  @Override
  public void activate(Tape tape, Dense.Activation activation, Rows y) {
    new TorchDense(scope, tape).activate(activation, rows(y));
  }

  @Override
  public Rows gru(Tape tape, GruCell.Begun begun, Weights candidateOfH, Rows h) {
    return new TorchGru(scope, tape, TorchWeights.of(candidateOfH))
        .finish(rows(begun.reset()), rows(begun.update()), rows(begun.candidate()), rows(h));
  }

  @Override
  public Rows resetAfterGru(Tape tape, Rows ofInput, Rows ofState, Rows h) {
    return new TorchResetAfter(scope, tape).next(rows(ofInput), rows(ofState), rows(h));
  }

  @Override
  public Rows layerNormGru(Tape tape, Rows product, Weights scale, Weights offset, Rows h) {
    return new TorchLayerNorm(scope, tape, TorchWeights.of(scale), TorchWeights.of(offset))
        .next(rows(product), rows(h));
  }

  @Override
  public Rows mix(Tape tape, Rows alpha, Rows all) {
    return new TorchMixing(scope, tape).mix(rows(alpha), rows(all));
  }

  @Override
  public Rows deviation(Tape tape, Rows variance, float floor) {
    return new TorchMixing(scope, tape).deviation(rows(variance), floor);
  }

  @Override
  public Rows softplus(Tape tape, Rows raw, float floor) {
    return TorchGaussian.softplus(scope, tape, rows(raw), floor);
  }

  @Override
  public Gaussian product(Tape tape, Gaussian one, Gaussian other) {
    return rows(gaussian(one).product(tape, gaussian(other)));
  }

  @Override
  public Rows square(Tape tape, Rows x) {
    return TorchGaussian.square(scope, tape, rows(x));
  }

  @Override
  public Rows sample(Tape tape, Gaussian distribution, Rows epsilon) {
    return gaussian(distribution).sample(tape, tensor(epsilon));
  }

  @Override
  public Divergence divergence(
      Tape tape, Gaussian q, Gaussian p, double freeNats, double scale, double balance) {
    return q.mean().columns() == 0
        ? new Divergence(0, q.mean().rows() * Math.max(0, -freeNats))
        : gaussian(q).divergence(tape, gaussian(p), freeNats, scale, balance).of(sums);
  }

  @Override
  public Rows sample(Tape tape, Categorical distribution, Rows uniform) {
    return categorical(distribution).sample(tape, tensor(uniform));
  }

  @Override
  public Rows mode(Categorical distribution) {
    return categorical(distribution).mode();
  }

  @Override
  public Divergence divergence(
      Tape tape, Categorical q, Categorical p, double freeNats, double scale, double balance) {
    return categorical(q).divergence(tape, categorical(p), freeNats, scale, balance).of(sums);
  }

  @Override
  public Gaussian bounded(Tape tape, Rows raw, float bound, float shift, float floor) {
    return rows(TorchTanhGaussian.bounded(scope, tape, rows(raw), bound, shift, floor));
  }

  @Override
  public Rows tanh(Tape tape, Rows u) {
    return TorchTanhGaussian.tanh(scope, tape, rows(u));
  }

  @Override
  public void addLogDensity(Tape tape, Gaussian before, Rows epsilon, double scale) {
    TorchTanhGaussian.addLogDensity(scope, tape, gaussian(before), tensor(epsilon), scale);
  }

  @Override
  public DoubleSupplier squaredError(Tape tape, Rows prediction, float[] target, double scale) {
    TorchRows of = rows(prediction);
    TorchTensor error =
        Elementwise.sub(scope, of.value(), Creation.of(scope, device, target, target.length, 1));
    new BackwardSteps(scope, tape).ofLoss(() -> of.add(Elementwise.mul(scope, error, scale)));
    int mark = scope.mark();
    TorchTensor half =
        Elementwise.mul(
            scope, Elementwise.square(scope, Creation.to(scope, error, ElementType.DOUBLE)), 0.5);
    TorchTensor sum = Reductions.sum(scope, half, false, 0);
    scope.release(mark, sum);
    return sums.of(sum).getFirst();
  }
}
