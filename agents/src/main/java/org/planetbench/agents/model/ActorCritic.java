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
import org.planetbench.agents.nn.ActionDistribution;
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
import org.planetbench.agents.nn.TruncatedNormal;

/**
 * Dreamer's actor and value (Hafner et al. 2020, algorithm 1), on latent dynamics of any kind, and
 * what DreamerV2 has otherwise (Hafner et al. 2021). From each posterior s the actor acts through H
 * imagined steps to the states s_0 to s_(H-1); s itself is not among them. With R_i, the {@link
 * LambdaReturn} of their expected rewards and values, and w_i its weights,
 *
 * <pre>
 *   actor loss = - mean of w_i R_i - entropy scale x mean entropy
 *                                             gradients through values, rewards, dynamics, samples
 *   value loss =   mean of w_i 1/2 (v_i - R_i)^2,   R_i constant
 * </pre>
 *
 * over i = 0 .. H-2 and all posteriors. What the actor reads is stopped, and the model's weights
 * are fixed in both. {@link ImaginedStart} says what changes where s is kept. The values in R_i may
 * be those of a slow copy, which takes over the value's weights after the first update and then
 * after every so many.
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
  private final ImaginedStart start;
  private final ActorForm form;
  private final int slowUpdates;
  private final LambdaReturn returns;
  private final double firstStd;
  private final double entropyScale;
  private final TensorBackend backend;
  private final LatentDynamics dynamics;
  private final Mlp rewardHead;
  private final Mlp actor;
  private final Mlp value;
  private final Mlp judge; // the value whose values the returns have
  private final LatentNoise actionNoise;
  private final List<Trained> trained;
  private final List<Untrained> untrained = new ArrayList<>();

  ActorCritic(ActorSpec spec, ModelSpec model, LatentDynamics dynamics, Mlp rewardHead, Sets sets) {
    this.horizon = spec.horizon();
    this.start = spec.start();
    this.form = spec.form();
    this.slowUpdates = spec.slowValueUpdates();
    this.returns = spec.returns();
    this.firstStd = spec.firstStd();
    this.entropyScale = spec.entropyScale();
    this.dynamics = dynamics;
    this.rewardHead = rewardHead;
    this.actionNoise = form.noise(model.actionSize());
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
    value = value(spec, ofValue, "value");
    judge = slowUpdates > 0 ? slowValue(spec, sets.create()) : value;
    trained =
        List.of(
            new Trained("actor/", ofActor, spec.actorAdam(), UpdateMetric.ACTOR_GRADIENT_NORM),
            new Trained("value/", ofValue, spec.valueAdam(), UpdateMetric.VALUE_GRADIENT_NORM));
  }

  private Mlp value(ActorSpec spec, ParameterSet set, String name) {
    int[] features = dynamics.featureWidths();
    return new Mlp(set, name, Activation.ELU, spec.valueLayers(), spec.valueUnits(), 1, features);
  }

  /** With first weights of its own, which the first update has, as in DreamerV2's code. */
  private Mlp slowValue(ActorSpec spec, ParameterSet set) {
    untrained.add(new Untrained(set));
    return value(spec, set, "slow_value");
  }

  @Override
  public List<Trained> trained() {
    return trained;
  }

  @Override
  public List<Untrained> untrained() {
    return untrained;
  }

  @Override
  public boolean followsModel() {
    return start == ImaginedStart.KEPT;
  }

  /** Adam's count says when, so that a restored agent copies when it would have. */
  @Override
  public void stepped() {
    Trained ofValue = trained.getLast();
    for (Untrained slow : untrained) {
      if ((ofValue.adam().updates() - 1) % slowUpdates == 0) {
        slow.copy(ofValue.set());
      }
    }
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
    private final int n; // how many returns of a posterior
    private final double[] weights; // of the returns
    private final double[] entropyWeights;
    private final List<Rows[]> features = new ArrayList<>(); // of s_0 to s_n
    private double entropy;
    private double weightedEntropy;

    Dream(Shard shard, LatentState posterior, RandomGenerator[] random, double mean) {
      this.tape = Tape.recording(shard);
      this.fixed = tape.throughFixedWeights();
      this.rows = posterior.sample().rows();
      this.mean = mean;
      n = start.returns(horizon);
      weights = returns.weights(n);
      entropyWeights = start.ofEntropy(horizon, weights);
      if (start == ImaginedStart.KEPT) {
        features.add(dynamics.features(posterior));
      }
      LatentState state = posterior;
      for (int t = 0; t < horizon; t++) {
        ActionDistribution policy = policy(tape, stopped(dynamics.features(state)));
        Rows noise = actionNoise.draw(tape, rows, random);
        if (t < entropyWeights.length) {
          addEntropy(policy, noise, entropyWeights[t]);
        }
        Rows action = policy.sample(tape, noise);
        state = dynamics.prior(fixed, state, action, dynamics.noise().draw(tape, rows, random));
        features.add(dynamics.features(state));
      }
    }

    private void addEntropy(ActionDistribution policy, Rows noise, double weight) {
      ActionDistribution onHost = policy.onHost();
      float[][] drawn = noise.read(); // from a GPU, at once
      for (int row = 0; row < rows; row++) {
        double ofRow = onHost.entropy(row, drawn[row]);
        entropy += ofRow;
        weightedEntropy += weight * ofRow;
      }
      if (entropyScale > 0) {
        policy.addEntropy(tape, noise, entropyScale * mean * weight / entropyWeights.length);
      }
    }

    void learn(Map<UpdateMetric, Double> sums) {
      List<Rows> rewards = new ArrayList<>(); // r_0 to r_(n-1)
      List<Rows> next = new ArrayList<>(); // v_1 to v_n
      List<Rows> predicted = new ArrayList<>(); // v_0 to v_(n-1), of stopped features
      for (int i = 0; i < n; i++) {
        rewards.add(rewardHead.apply(fixed, features.get(i)));
        next.add(judge.apply(fixed, features.get(i + 1)));
        predicted.add(value.apply(tape, stopped(features.get(i))));
      }
      float[][] targets = new float[n][rows];
      double[] ofActor = start.ofActor(weights);
      double[] rewardGradients = returns.rewardGradients(ofActor);
      double[] valueGradients = returns.valueGradients(ofActor);
      double scale = mean / n;
      double actorScale = mean / start.credited(n);
      double[] ofRow = new double[n];
      double[] nextOfRow = new double[n];
      double weighted = 0;
      double first = 0;
      for (int i = 0; i < n; i++) {
        rewards.get(i).addToGradient((float) -(actorScale * rewardGradients[i]));
        next.get(i).addToGradient((float) -(actorScale * valueGradients[i]));
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
          weighted += ofActor[i] * ofRow[i];
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
      int policies = entropyWeights.length;
      double bonus = entropyScale * mean / policies * weightedEntropy;
      sums.merge(UpdateMetric.ACTOR_LOSS, -actorScale * weighted - bonus, Double::sum);
      sums.merge(UpdateMetric.VALUE_LOSS, valueLoss, Double::sum);
      sums.merge(UpdateMetric.IMAGINED_RETURN, mean * first, Double::sum);
      sums.merge(UpdateMetric.ACTOR_ENTROPY, mean / policies * entropy, Double::sum);
    }
  }

  private static Rows[] stopped(Rows... features) {
    return Arrays.stream(features).map(Rows::stopGradient).toArray(Rows[]::new);
  }

  /** The policy at these features. */
  ActionDistribution policy(Tape tape, Rows... features) {
    return form.of(tape, actor.apply(tape, features), firstStd);
  }

  /** The policy at a belief, on the host. */
  private ActionDistribution policy(Belief belief) {
    try (Scope _ = backend.open()) {
      Rows[] features = dynamics.features(LatentState.of(belief, dynamics));
      return policy(Tape.forgetting(backend), features).onHost();
    }
  }

  @Override
  public float[] sample(Belief belief, RandomGenerator random) {
    ActionDistribution policy = policy(belief);
    return action(policy, onHost(random));
  }

  /** A row of noise, where a policy of one belief is. */
  private Rows onHost(RandomGenerator random) {
    return switch (actionNoise.kind()) {
      case NORMAL -> HostNoise.normals(1, actionNoise.width(), random);
      case UNIFORM -> HostNoise.uniforms(1, actionNoise.width(), random);
    };
  }

  @Override
  public float[] mode(Belief belief, RandomGenerator random) {
    return switch (policy(belief)) {
      case TanhGaussian tanh -> likeliest(tanh, random);
      case TruncatedNormal normal -> normal.mode(0);
    };
  }

  private float[] likeliest(TanhGaussian policy, RandomGenerator random) {
    Rows best = onHost(random);
    double highest = policy.logDensity(0, best.read()[0]);
    for (int i = 1; i < TRIED; i++) {
      Rows epsilon = onHost(random);
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

  private float[] action(ActionDistribution policy, Rows epsilon) {
    try (Scope _ = backend.open()) {
      return policy.sample(Tape.forgetting(backend), epsilon).read()[0];
    }
  }
}
