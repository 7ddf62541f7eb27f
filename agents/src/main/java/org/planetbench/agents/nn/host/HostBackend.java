package org.planetbench.agents.nn.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.planetbench.agents.Nd4jBackend;
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
 * The CPU: rows are arrays on the heap and their operations are loops that C2 vectorises, pictures
 * are outside the heap and their layers are ND4J's. Each thread takes a share of the batch.
 */
public final class HostBackend implements TensorBackend {
  public HostBackend() {
    Nd4jBackend.load();
  }

  @Override
  public Shard shard(int number) {
    return new HostShard(this, number);
  }

  @Override
  public int shards(int threads) {
    return threads;
  }

  /** ND4J computes each operation on the thread that calls it. */
  @Override
  public void prepareThread() {
    Nd4jBackend.computeOnCallingThread();
  }

  @Override
  public Optional<Populations> populations() {
    return Optional.empty();
  }

  @Override
  public void close() {}

  /** Rows are the garbage collector's. */
  @Override
  public Scope open() {
    return () -> {};
  }

  @Override
  public ParameterStore store(ParameterSet set) {
    return new HostStore(set);
  }

  @Override
  public Weights weights(ParameterSet set, Block block) {
    return set.mirror(new WeightBlock(block, set.shards()));
  }

  @Override
  public PictureStack pictures(ParameterSet set, List<PictureLayer> layers) {
    return new HostPictureStack(set, layers);
  }

  @Override
  public Rows place(Rows constant) {
    return constant;
  }

  @Override
  public Rows variable(float[][] value) {
    return new HostRows(value, new float[value.length][value[0].length]);
  }

  @Override
  public Rows normals(int rows, int columns, RandomGenerator... random) {
    return HostNoise.normals(rows, columns, random);
  }

  @Override
  public Rows uniforms(int rows, int columns, RandomGenerator... random) {
    return HostNoise.uniforms(rows, columns, random);
  }

  @Override
  public Rows zeros(Tape tape, int rows, int columns) {
    return HostRows.zeros(tape, rows, columns);
  }

  @Override
  public List<Rows> computedOnHost(
      Tape tape, List<Rows> inputs, List<float[][]> values, HostGradient gradient) {
    List<Rows> results = new ArrayList<>();
    for (float[][] value : values) {
      results.add(tape.isRecording() ? variable(value) : HostRows.constant(value));
    }
    tape.record(
        () ->
            gradient.add(
                results.stream().map(Rows::readGradient).toList(),
                inputs.stream().map(Rows::readGradient).toList()));
    return results;
  }

  @Override
  public Rows plus(Tape tape, Rows one, Rows other) {
    HostRows a = HostRows.of(one);
    HostRows b = HostRows.of(other);
    HostRows sum = HostRows.zeros(tape, a.rows(), a.columns());
    HostRows.add(a.value(), sum.value());
    HostRows.add(b.value(), sum.value());
    tape.record(
        () -> {
          HostRows.add(sum.gradient(), a.gradient());
          HostRows.add(sum.gradient(), b.gradient());
        });
    return sum;
  }

  @Override
  public Rows stack(Tape tape, List<Rows> parts) {
    return HostRows.stack(parts.stream().map(HostRows::of).toList());
  }

  @Override
  public Rows pick(Tape tape, Rows rows, int... indices) {
    return HostRows.of(rows).pick(indices);
  }

  @Override
  public Rows withhold(Tape tape, Rows rows, boolean[] withheld) {
    return HostRows.of(rows).withhold(withheld);
  }

  @Override
  public Rows weightedSum(List<Rows> parts, double... weights) {
    float[][] sum = new float[parts.getFirst().rows()][parts.getFirst().columns()];
    for (int i = 0; i < sum.length; i++) {
      for (int j = 0; j < sum[i].length; j++) {
        double total = 0;
        for (int k = 0; k < weights.length; k++) {
          total += weights[k] * HostRows.of(parts.get(k)).value()[i][j];
        }
        sum[i][j] = (float) total;
      }
    }
    return HostRows.constant(sum);
  }

  @Override
  public Rows biases(Tape tape, Weights bias, int rows) {
    return HostDense.biases(tape, WeightBlock.of(bias), rows);
  }

  @Override
  public void accumulate(Tape tape, Rows y, Weights weights, Rows x) {
    HostDense.accumulate(tape, HostRows.of(y), WeightBlock.of(weights), HostRows.of(x));
  }

  @Override
  public void activate(Tape tape, Dense.Activation activation, Rows y) {
    HostDense.activate(tape, activation, HostRows.of(y));
  }

  @Override
  public Rows gru(Tape tape, GruCell.Begun begun, Weights candidateOfH, Rows h) {
    return HostGru.finish(
        tape,
        HostRows.of(begun.reset()),
        HostRows.of(begun.update()),
        HostRows.of(begun.candidate()),
        WeightBlock.of(candidateOfH),
        HostRows.of(h));
  }

  @Override
  public Rows resetAfterGru(Tape tape, Rows ofInput, Rows ofState, Rows h) {
    return HostGru.resetAfter(tape, HostRows.of(ofInput), HostRows.of(ofState), HostRows.of(h));
  }

  @Override
  public Rows layerNormGru(Tape tape, Rows product, Weights scale, Weights offset, Rows h) {
    return HostLayerNorm.next(
        tape, HostRows.of(product), WeightBlock.of(scale), WeightBlock.of(offset), HostRows.of(h));
  }

  @Override
  public Rows mix(Tape tape, Rows alpha, Rows all) {
    return HostMixing.mix(tape, HostRows.of(alpha), HostRows.of(all));
  }

  @Override
  public Rows deviation(Tape tape, Rows variance, float floor) {
    return HostMixing.deviation(tape, HostRows.of(variance), floor);
  }

  @Override
  public Rows softplus(Tape tape, Rows raw, float floor) {
    return HostGaussian.softplus(tape, HostRows.of(raw), floor);
  }

  @Override
  public Gaussian product(Tape tape, Gaussian one, Gaussian other) {
    return HostGaussian.of(one).product(tape, HostGaussian.of(other)).rows();
  }

  @Override
  public Rows square(Tape tape, Rows x) {
    return HostGaussian.square(tape, HostRows.of(x));
  }

  @Override
  public Rows sample(Tape tape, Gaussian distribution, Rows epsilon) {
    return HostGaussian.of(distribution).sample(tape, epsilon.read());
  }

  @Override
  public Divergence divergence(
      Tape tape, Gaussian q, Gaussian p, double freeNats, double scale, double balance) {
    return HostGaussian.of(q).divergence(tape, HostGaussian.of(p), freeNats, scale, balance);
  }

  @Override
  public Rows sample(Tape tape, Categorical distribution, Rows uniform) {
    return HostCategorical.of(distribution).sample(tape, uniform.read());
  }

  @Override
  public Rows mode(Categorical distribution) {
    return HostCategorical.of(distribution).mode();
  }

  @Override
  public Divergence divergence(
      Tape tape, Categorical q, Categorical p, double freeNats, double scale, double balance) {
    return HostCategorical.of(q).divergence(tape, HostCategorical.of(p), freeNats, scale, balance);
  }

  @Override
  public Gaussian bounded(Tape tape, Rows raw, float bound, float shift, float floor) {
    return HostTanhGaussian.bounded(tape, HostRows.of(raw), bound, shift, floor).rows();
  }

  @Override
  public Rows tanh(Tape tape, Rows u) {
    return HostTanhGaussian.tanh(tape, HostRows.of(u));
  }

  @Override
  public void addLogDensity(Tape tape, Gaussian before, Rows epsilon, double scale) {
    HostTanhGaussian.addLogDensity(tape, HostGaussian.of(before), epsilon.read(), scale);
  }

  /** In double precision. */
  @Override
  public DoubleSupplier squaredError(Tape tape, Rows prediction, float[] target, double scale) {
    HostRows of = HostRows.of(prediction);
    double sum = 0;
    for (int i = 0; i < target.length; i++) {
      double error = (double) of.value()[i][0] - target[i];
      sum += 0.5 * error * error;
    }
    tape.record(
        () -> {
          for (int i = 0; i < target.length; i++) {
            of.gradient()[i][0] += (float) scale * (of.value()[i][0] - target[i]);
          }
        });
    double all = sum;
    return () -> all;
  }
}
