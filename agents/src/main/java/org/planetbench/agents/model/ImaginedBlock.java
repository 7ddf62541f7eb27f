package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.NativeKernel;
import org.planetbench.agents.nn.NativeTensor;
import org.planetbench.agents.nn.Product;

/**
 * The buffers of one thread, and the rollout of as many candidates as they are wide.
 *
 * <p>All is [features, candidates], and everything that a matrix product reads lies in one tensor,
 * in an order that makes the inputs of each product neighbours. Rows of ones carry the biases:
 *
 * <pre>
 *   rows of the state:   1   a   z   h   1   x   r h
 *   input layer          [1   a   z]                      -> x
 *   gates                            [h   1   x]          -> r, u
 *   candidate                            [1   x   r h]    -> c
 *   prior                            [h   1]              -> y -> mean, std -> z
 *   reward                       [z   h   1]              -> ... -> reward
 * </pre>
 *
 * So nothing is concatenated, a step takes nine products at the published size, and every loop in
 * between runs over contiguous memory. Measured on one core: 105 GFLOP/s for products of this shape
 * through ND4J's {@code matmul}, 52 for the loops of {@link
 * org.planetbench.agents.nn.kernel.MatrixKernel}, which win only where products are tiny.
 */
final class ImaginedBlock implements AutoCloseable {
  /** Some of the candidates that a planner proposes. */
  record Candidates(float[] actions, int horizon, int all, int first, int count) {}

  private final ModelSpec spec;
  private final int width;
  private final NativeKernel kernel = new NativeKernel();
  private final List<NativeTensor> owned = new ArrayList<>();

  private final NativeTensor action;
  private final NativeTensor z;
  private final NativeTensor h;
  private final NativeTensor x;
  private final NativeTensor rh;
  private final NativeTensor r;
  private final NativeTensor u;
  private final NativeTensor candidate;
  private final NativeTensor y;
  private final NativeTensor mean;
  private final NativeTensor std;
  private final List<NativeTensor> rewards = new ArrayList<>(); // each layer's output

  private final Product inputProduct;
  private final Product gatesProduct;
  private final Product candidateProduct;
  private final Product hiddenProduct;
  private final Product priorProduct;
  private final List<Product> rewardProducts = new ArrayList<>();

  ImaginedBlock(ModelSpec spec, PlanningWeights weights, int width) {
    this.spec = spec;
    this.width = width;
    int a = spec.actionSize();
    int s = spec.stochastic();
    int d = spec.deterministic();
    int hidden = spec.hidden();
    NativeTensor state = create(1 + a + s + d + 1 + hidden + d);
    action = state.rows(1, a);
    z = state.rows(1 + a, s);
    int belief = 1 + a + s;
    h = state.rows(belief, d);
    int one = belief + d;
    x = state.rows(one + 1, hidden);
    rh = state.rows(one + 1 + hidden, d);
    fill(state.rows(0, 1), 1f);
    fill(state.rows(one, 1), 1f);

    NativeTensor gates = create(2 * d);
    r = gates.rows(0, d);
    u = gates.rows(d, d);
    candidate = create(d);
    NativeTensor yAndOne = createWithOne(hidden);
    y = yAndOne.rows(0, hidden);
    NativeTensor prior = create(2 * s);
    mean = prior.rows(0, s);
    std = prior.rows(s, s);

    inputProduct = new Product(weights.input(), state.rows(0, 1 + a + s), x);
    gatesProduct = new Product(weights.gates(), state.rows(belief, d + 1 + hidden), gates);
    candidateProduct = new Product(weights.candidate(), state.rows(one, 1 + hidden + d), candidate);
    hiddenProduct = new Product(weights.priorHidden(), state.rows(belief, d + 1), y);
    priorProduct = new Product(weights.prior(), yAndOne, prior);
    NativeTensor below = state.rows(1 + a, s + d + 1);
    for (int i = 0; i < spec.rewardLayers(); i++) {
      NativeTensor layer = createWithOne(spec.rewardUnits());
      rewards.add(layer.rows(0, spec.rewardUnits()));
      rewardProducts.add(new Product(weights.reward().get(i), below, rewards.getLast()));
      below = layer;
    }
    rewards.add(create(1));
    rewardProducts.add(new Product(weights.reward().getLast(), below, rewards.getLast()));
  }

  int width() {
    return width;
  }

  /** Imagines the candidates from the start and writes their returns where they stand. */
  void rollOut(Belief start, Candidates candidates, RandomGenerator random, float[] returns) {
    replicate(start.sample(), z);
    replicate(start.deterministic(), h);
    float[] reward = new float[width];
    double[] total = new double[width];
    for (int t = 0; t < candidates.horizon; t++) {
      takeActions(candidates, t);
      imagine(random);
      reward(reward);
      for (int j = 0; j < width; j++) {
        total[j] += reward[j];
      }
    }
    for (int j = 0; j < candidates.count; j++) {
      returns[candidates.first + j] = (float) total[j];
    }
  }

  /** One step of the prior: from z, h and the action to the next h and a sample of z. */
  private void imagine(RandomGenerator random) {
    inputProduct.compute();
    kernel.relu(x);
    gatesProduct.compute();
    kernel.gruGates(r, u, h, rh);
    candidateProduct.compute();
    kernel.gruNext(candidate, u, h);
    hiddenProduct.compute();
    kernel.relu(y);
    priorProduct.compute();
    kernel.sample(mean, std, (float) spec.minStd(), random, z);
  }

  private void reward(float[] reward) {
    int last = rewards.size() - 1;
    for (int i = 0; i < last; i++) {
      rewardProducts.get(i).compute();
      kernel.relu(rewards.get(i));
    }
    rewardProducts.get(last).compute();
    rewards.get(last).floats().get(0, reward);
  }

  /** Transposes [candidates, actionSize]. What lies beyond the candidates keeps what it had. */
  private void takeActions(Candidates candidates, int t) {
    int at = (t * candidates.all + candidates.first) * spec.actionSize();
    for (int j = 0; j < candidates.count; j++) {
      for (int i = 0; i < spec.actionSize(); i++) {
        action.floats().put(i * width + j, candidates.actions[at++]);
      }
    }
  }

  private void replicate(float[] values, NativeTensor rows) {
    float[] row = new float[width];
    for (int i = 0; i < values.length; i++) {
      java.util.Arrays.fill(row, values[i]);
      rows.floats().put(i * width, row);
    }
  }

  private NativeTensor create(int rows) {
    NativeTensor tensor = NativeTensor.create(rows, width);
    fill(tensor, 0f);
    owned.add(tensor);
    return tensor;
  }

  private NativeTensor createWithOne(int rows) {
    NativeTensor tensor = create(rows + 1);
    fill(tensor.rows(rows, 1), 1f);
    return tensor;
  }

  private static void fill(NativeTensor tensor, float value) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.floats().put(i, value);
    }
  }

  @Override
  public void close() {
    owned.forEach(NativeTensor::close);
  }
}
