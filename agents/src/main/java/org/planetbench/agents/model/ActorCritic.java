package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense.Activation;
import org.planetbench.agents.nn.HostNoise;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.SquaredError;
import org.planetbench.agents.nn.TanhGaussian;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;

/**
 * Dreamer's actor and value (Hafner et al. 2020, algorithm 1), on latent dynamics of any kind. From
 * each posterior s the actor acts through H imagined steps to the states s_0 to s_(H-1); s itself
 * is not among them. With R_i, the {@link LambdaReturn} of their expected rewards and values, and
 * w_i its weights,
 *
 * <pre>
 *   actor loss = - mean of w_i R_i - entropy scale x mean entropy
 *                                             gradients through values, rewards, dynamics, samples
 *   value loss =   mean of w_i 1/2 (v_i - R_i)^2,   R_i constant
 * </pre>
 *
 * over i = 0 .. H-2 and all posteriors. What the actor reads is stopped, and the model's weights
 * are fixed in both.
 */
final class ActorCritic implements Companion, Policy {
  /**
   * Posteriors imagined from at once, as far as whole time steps of a batch allow: a bound on
   * memory. It depends on the batch alone, so no result depends on the number of threads.
   */
  private static final int ROWS_AT_ONCE = 256;

  /** Actions that {@link #mode} tries. */
  private static final int TRIED = 100;

  private final int horizon;
  private final LambdaReturn returns;
  private final double firstStd;
  private final double entropyScale;
  private final TensorBackend backend;
  private final LatentDynamics dynamics;
  private final Mlp rewardHead;
  private final Mlp actor;
  private final Mlp value;
  private final LatentNoise actionNoise;
  private final List<Trained> trained;

  ActorCritic(ActorSpec spec, ModelSpec model, LatentDynamics dynamics, Mlp rewardHead, Sets sets) {
    this.horizon = spec.horizon();
    this.returns = spec.returns();
    this.firstStd = spec.firstStd();
    this.entropyScale = spec.entropyScale();
    this.dynamics = dynamics;
    this.rewardHead = rewardHead;
    this.actionNoise = LatentNoise.normals(model.actionSize());
    ParameterSet ofActor = sets.create();
    backend = ofActor.backend();
    actor =
        new Mlp(
            ofActor,
            "actor",
            Activation.ELU,
            spec.actorLayers(),
            spec.actorUnits(),
            2 * model.actionSize(),
            dynamics.featureWidths());
    ParameterSet ofValue = sets.create();
    value =
        new Mlp(
            ofValue,
            "value",
            Activation.ELU,
            spec.valueLayers(),
            spec.valueUnits(),
            1,
            dynamics.featureWidths());
    trained =
        List.of(
            new Trained("actor/", ofActor, spec.actorAdam(), UpdateMetric.ACTOR_GRADIENT_NORM),
            new Trained("value/", ofValue, spec.valueAdam(), UpdateMetric.VALUE_GRADIENT_NORM));
  }

  @Override
  public List<Trained> trained() {
    return trained;
  }

  @Override
  public Optional<Mlp> value() {
    return Optional.of(value);
  }

  @Override
  public Optional<Policy> policy() {
    return Optional.of(this);
  }

  @Override
  public Map<UpdateMetric, Double> differentiate(
      Shard shard, LatentState posterior, RandomGenerator[] random, int sequences) {
    int times = posterior.sample().rows() / random.length;
    int atOnce = Math.max(1, ROWS_AT_ONCE / sequences);
    double mean = 1.0 / ((double) times * sequences);
    Map<UpdateMetric, Double> sums = new EnumMap<>(UpdateMetric.class);
    for (int from = 0; from < times; from += atOnce) {
      int to = Math.min(times, from + atOnce);
      LatentState start = posterior.slice(from * random.length, to * random.length);
      try (Scope _ = shard.open()) {
        new Dream(shard, start, random, mean).learn(sums);
      }
    }
    return sums;
  }

  /** What is imagined from some posteriors. */
  private final class Dream {
    private final Tape tape;
    private final Tape fixed;
    private final int rows;
    private final double mean; // the weight of one posterior
    private final List<Rows[]> features = new ArrayList<>(); // of s_0 to s_(H-1)
    private double entropy;

    Dream(Shard shard, LatentState start, RandomGenerator[] random, double mean) {
      this.tape = Tape.recording(shard);
      this.fixed = tape.throughFixedWeights();
      this.rows = start.sample().rows();
      this.mean = mean;
      LatentState state = start;
      for (int t = 0; t < horizon; t++) {
        TanhGaussian policy = policy(tape, stopped(dynamics.features(state)));
        Rows epsilon = actionNoise.draw(tape, rows, random);
        TanhGaussian onHost = policy.onHost();
        for (int row = 0; row < rows; row++) {
          entropy -= onHost.logDensity(row, epsilon.read()[row]);
        }
        if (entropyScale > 0) {
          policy.addLogDensity(tape, epsilon, entropyScale * mean / horizon);
        }
        Rows action = policy.sample(tape, epsilon);
        state = dynamics.prior(fixed, state, action, dynamics.noise().draw(tape, rows, random));
        features.add(dynamics.features(state));
      }
    }

    void learn(Map<UpdateMetric, Double> sums) {
      int n = horizon - 1;
      List<Rows> rewards = new ArrayList<>(); // r_0 to r_(n-1)
      List<Rows> next = new ArrayList<>(); // v_1 to v_n
      List<Rows> predicted = new ArrayList<>(); // v_0 to v_(n-1), of stopped features
      for (int i = 0; i < n; i++) {
        rewards.add(rewardHead.apply(fixed, features.get(i)));
        next.add(value.apply(fixed, features.get(i + 1)));
        predicted.add(value.apply(tape, stopped(features.get(i))));
      }
      float[][] targets = new float[n][rows];
      double[] weights = returns.weights(n);
      double[] rewardGradients = returns.rewardGradients(n);
      double[] valueGradients = returns.valueGradients(n);
      double scale = mean / n;
      double[] ofRow = new double[n];
      double[] nextOfRow = new double[n];
      double weighted = 0;
      double first = 0;
      for (int i = 0; i < n; i++) {
        rewards.get(i).addToGradient((float) -(scale * rewardGradients[i]));
        next.get(i).addToGradient((float) -(scale * valueGradients[i]));
      }
      List<float[][]> expected = rewards.stream().map(Rows::read).toList();
      List<float[][]> later = next.stream().map(Rows::read).toList();
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < n; i++) {
          ofRow[i] = expected.get(i)[row][0];
          nextOfRow[i] = later.get(i)[row][0];
        }
        returns.apply(ofRow, nextOfRow);
        first += ofRow[0];
        for (int i = 0; i < n; i++) {
          weighted += weights[i] * ofRow[i];
          targets[i][row] = (float) ofRow[i];
        }
      }
      List<DoubleSupplier> terms = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        double ofStep = scale * weights[i];
        DoubleSupplier error = SquaredError.apply(tape, predicted.get(i), targets[i], ofStep);
        terms.add(() -> ofStep * error.getAsDouble());
      }
      tape.backward();
      double valueLoss =
          terms.stream().mapToDouble(DoubleSupplier::getAsDouble).reduce(0, Double::sum);
      double bonus = entropyScale * mean / horizon * entropy;
      sums.merge(UpdateMetric.ACTOR_LOSS, -scale * weighted - bonus, Double::sum);
      sums.merge(UpdateMetric.VALUE_LOSS, valueLoss, Double::sum);
      sums.merge(UpdateMetric.IMAGINED_RETURN, mean * first, Double::sum);
      sums.merge(UpdateMetric.ACTOR_ENTROPY, mean / horizon * entropy, Double::sum);
    }
  }

  private static Rows[] stopped(Rows... features) {
    return Arrays.stream(features).map(Rows::stopGradient).toArray(Rows[]::new);
  }

  /** The policy at these features. */
  TanhGaussian policy(Tape tape, Rows... features) {
    return TanhGaussian.of(tape, actor.apply(tape, features), firstStd);
  }

  /** The policy at a belief, on the host. */
  private TanhGaussian policy(Belief belief) {
    try (Scope _ = backend.open()) {
      Rows[] features = dynamics.features(LatentState.of(belief, dynamics));
      return policy(Tape.forgetting(backend), features).onHost();
    }
  }

  @Override
  public float[] sample(Belief belief, RandomGenerator random) {
    return action(policy(belief), HostNoise.normals(1, actionNoise.width(), random));
  }

  @Override
  public float[] mode(Belief belief, RandomGenerator random) {
    TanhGaussian policy = policy(belief);
    Rows best = HostNoise.normals(1, actionNoise.width(), random);
    double highest = policy.logDensity(0, best.read()[0]);
    for (int i = 1; i < TRIED; i++) {
      Rows epsilon = HostNoise.normals(1, actionNoise.width(), random);
      double density = policy.logDensity(0, epsilon.read()[0]);
      if (density > highest) {
        highest = density;
        best = epsilon;
      }
    }
    return action(policy, best);
  }

  @Override
  public float[] propose(
      Belief start, int horizon, int count, RandomGenerator noise, RandomGenerator random) {
    float[][][] actions = new float[horizon][][];
    try (Scope _ = backend.open()) {
      Tape tape = Tape.forgetting(backend);
      LatentState state = LatentState.of(start, dynamics).pick(tape, new int[count]);
      for (int t = 0; t < horizon; t++) {
        Rows action =
            policy(tape, dynamics.features(state))
                .sample(tape, actionNoise.draw(tape, count, random));
        actions[t] = action.read();
        state = dynamics.prior(tape, state, action, dynamics.noise().draw(tape, count, noise));
      }
    }
    return flat(actions);
  }

  /** [horizon, count, actionSize] */
  private float[] flat(float[][]... steps) {
    int size = actionNoise.width();
    float[] flat = new float[steps.length * steps[0].length * size];
    int at = 0;
    for (float[][] step : steps) {
      for (float[] action : step) {
        System.arraycopy(action, 0, flat, at, size);
        at += size;
      }
    }
    return flat;
  }

  private float[] action(TanhGaussian policy, Rows epsilon) {
    try (Scope _ = backend.open()) {
      return policy.sample(Tape.forgetting(backend), epsilon).read()[0];
    }
  }
}
