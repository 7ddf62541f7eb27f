package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Block;
import org.planetbench.agents.nn.Categorical;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.Gaussian;
import org.planetbench.agents.nn.GruCell;
import org.planetbench.agents.nn.HostNoise;
import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.LatentDistribution.Divergence;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.ParameterStore;
import org.planetbench.agents.nn.PictureLayer;
import org.planetbench.agents.nn.PictureStack;
import org.planetbench.agents.nn.Populations;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.Weights;

/**
 * libtorch, on the CPU or on a GPU. Rows are tensors, backward passes are this project's own, and a
 * batch is not cut. Constants come from the host, and losses and what is read go there; all else
 * stays on the device. It serves one thread at a time.
 */
public final class TorchBackend implements TensorBackend {
  private final TorchScope scope = new TorchScope();
  private final TorchDevice device;
  private final TorchNoise noise;
  private final boolean makesNoise;

  /**
   * @param makesNoise whether noise is made on the device; otherwise the host's generators draw it,
   *     the same as for every other backend
   * @throws org.planetbench.suites.MachineNotReadyException if there is no libtorch
   */
  public TorchBackend(TorchDevice device, boolean makesNoise) {
    this.device = device;
    this.makesNoise = makesNoise;
    noise = new TorchNoise(scope, device);
  }

  TorchScope scope() {
    return scope;
  }

  TorchDevice device() {
    return device;
  }

  /** Whether noise is made on the device. */
  boolean makesNoise() {
    return makesNoise;
  }

  /** Whether operators may add in another order each time, if one lets them. */
  boolean isOnGpu() {
    return device.kind() == TorchDevice.Kind.CUDA;
  }

  @Override
  public Shard shard(int number) {
    return new TorchShard(this);
  }

  @Override
  public int shards(int threads) {
    return 1;
  }

  /** The scope does, whenever another thread computes. */
  @Override
  public void prepareThread() {}

  @Override
  public Optional<Populations> populations() {
    return Optional.of(
        (spec, box, returns, decision) -> new TorchPopulation(this, spec, box, returns, decision));
  }

  @Override
  public Scope open() {
    int mark = scope.mark();
    return () -> scope.release(mark);
  }

  @Override
  public ParameterStore store(ParameterSet set) {
    return new TorchStore(set, scope, device);
  }

  @Override
  public Weights weights(ParameterSet set, Block block) {
    return new TorchWeights((TorchStore) set.store(), block);
  }

  @Override
  public PictureStack pictures(ParameterSet set, List<PictureLayer> layers) {
    return new PictureChain(this, (TorchStore) set.store(), layers);
  }

  /** On the device, with the host's constants. */
  TorchRows rows(Rows rows) {
    if (rows instanceof TorchRows there) {
      return there;
    }
    if (rows.hasGradient()) {
      throw new IllegalArgumentException("expected rows on the device, got the host's");
    }
    return upload(rows.read(), false);
  }

  TorchTensor tensor(Rows rows) {
    return rows(rows).value();
  }

  private TorchRows upload(float[][] value, boolean wantsGradient) {
    int columns = value[0].length;
    float[] flat = new float[value.length * columns];
    for (int i = 0; i < value.length; i++) {
      System.arraycopy(value[i], 0, flat, i * columns, columns);
    }
    return TorchRows.of(
        scope, Creation.of(scope, device, flat, value.length, columns), wantsGradient);
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
  public Rows place(Rows constant) {
    return constant.columns() == 0 ? constant : rows(constant);
  }

  @Override
  public Rows variable(float[][] value) {
    return upload(value, true);
  }

  @Override
  public Rows normals(int rows, int columns, RandomGenerator... random) {
    return makesNoise && columns > 0
        ? TorchRows.of(scope, noise.normals(rows, columns, random), false)
        : HostNoise.normals(rows, columns, random);
  }

  @Override
  public Rows uniforms(int rows, int columns, RandomGenerator... random) {
    return makesNoise && columns > 0
        ? TorchRows.of(scope, noise.uniforms(rows, columns, random), false)
        : HostNoise.uniforms(rows, columns, random);
  }

  @Override
  public Rows zeros(Tape tape, int rows, int columns) {
    return result(tape, Creation.zeros(scope, ElementType.FLOAT, device, rows, columns));
  }

  @Override
  public List<Rows> computedOnHost(
      Tape tape, List<Rows> inputs, List<float[][]> values, HostGradient gradient) {
    List<Rows> results = new ArrayList<>();
    for (float[][] value : values) {
      results.add(upload(value, tape.isRecording()));
    }
    tape.record(
        () -> {
          List<float[][]> ofInputs = new ArrayList<>();
          for (Rows input : inputs) {
            ofInputs.add(
                input.hasGradient() ? new float[input.rows()][input.columns()] : new float[0][]);
          }
          gradient.add(results.stream().map(Rows::readGradient).toList(), ofInputs);
          for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).hasGradient()) {
              rows(inputs.get(i)).add(upload(ofInputs.get(i), false).value());
            }
          }
        });
    return results;
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
        : gaussian(q).divergence(tape, gaussian(p), freeNats, scale, balance);
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
    return categorical(q).divergence(tape, categorical(p), freeNats, scale, balance);
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
  public double squaredError(Tape tape, Rows prediction, float[] target, double scale) {
    TorchRows of = rows(prediction);
    TorchTensor error =
        Elementwise.sub(scope, of.value(), Creation.of(scope, device, target, target.length, 1));
    TorchTensor wide = Creation.to(scope, error, ElementType.DOUBLE);
    double[] sum = new double[1];
    HostCopy.read(scope, Reductions.sum(scope, Elementwise.square(scope, wide), false), sum, 0);
    tape.record(() -> of.add(Elementwise.mul(scope, error, scale)));
    return 0.5 * sum[0];
  }

  /** Frees all that is on the device. */
  @Override
  public void close() {
    noise.close();
    scope.close();
  }
}
