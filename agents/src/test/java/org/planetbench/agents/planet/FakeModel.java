package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planning.TrajectoryScorer;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/**
 * A world model small enough to predict by hand. Its belief is the number of steps and a sum over
 * what it saw; it believes that the best action is always {@link #goal}. It remembers its calls and
 * objects to a caller who keeps its order wrong.
 */
final class FakeModel implements WorldModel {
  float goal = 0.5f;
  double divergence = 2;
  float parameter = 1;
  boolean closed;
  final List<float[]> previousActions = new ArrayList<>();
  final List<Belief> previousBeliefs = new ArrayList<>();
  final List<Float> embeddings = new ArrayList<>();
  private boolean encoded;
  private float updates;
  float[] batchActions = {};
  float[] batchRewards = {};

  private static Belief belief(float steps, float sum) {
    return new Belief(List.of(), new float[] {sum}, new float[] {steps});
  }

  @Override
  public UpdateMetrics update(SequenceBatch batch, RandomGenerator noise, RandomGenerator dreams) {
    batchActions = batch.actions().clone();
    batchRewards = batch.rewards().clone();
    float sum = 0;
    for (float reward : batch.rewards()) {
      sum += reward;
    }
    parameter = 0.9f * parameter + 0.01f * sum + 0.1f * noise.nextFloat();
    updates++;
    return new UpdateMetrics(
        Map.of(
            UpdateMetric.LOSS,
            (double) parameter,
            UpdateMetric.IMAGE_LOSS,
            (double) sum,
            UpdateMetric.DIVERGENCE,
            divergence,
            UpdateMetric.GRADIENT_NORM,
            1.0));
  }

  @Override
  public Belief initialBelief() {
    return belief(0, 0);
  }

  @Override
  public float[] encode(Pixels pixels, RandomGenerator noise) {
    assertFalse(encoded, "a picture was encoded and not used");
    encoded = true;
    embeddings.add(Byte.toUnsignedInt(pixels.rgb()[0]) + noise.nextFloat());
    return new float[] {embeddings.getLast()};
  }

  @Override
  public Belief posterior(
      Belief previous, float[] previousAction, float[] embedding, RandomGenerator noise) {
    assertEquals(embeddings.getLast(), embedding[0], "the embedding of another picture");
    encoded = false;
    previousActions.add(previousAction.clone());
    previousBeliefs.add(previous);
    float sum = previous.sample()[0] + embedding[0] + previousAction[0] + noise.nextFloat();
    return belief(previous.deterministic()[0] + 1, sum);
  }

  @Override
  public TrajectoryScorer imagination(Belief start, RandomGenerator noise) {
    float offset = 0.01f * noise.nextFloat();
    return new Believing(goal + offset * parameter);
  }

  /** That the first action is the better the nearer it is to this one. */
  private record Believing(float best) implements TrajectoryScorer {
    @Override
    public void score(
        float[] actions, int horizon, int candidates, double discount, float[] returns) {
      differentiate(actions, horizon, candidates, discount, returns, new float[actions.length]);
    }

    @Override
    public void differentiate(
        float[] actions,
        int horizon,
        int candidates,
        double discount,
        float[] returns,
        float[] gradients) {
      int size = actions.length / horizon / candidates;
      Arrays.fill(gradients, 0);
      for (int j = 0; j < candidates; j++) {
        returns[j] = 0;
        for (int a = 0; a < size; a++) {
          float off = actions[j * size + a] - best;
          returns[j] -= off * off;
          gradients[j * size + a] = -2 * off;
        }
      }
    }
  }

  @Override
  public long multiplyAddsPerStep() {
    return 7;
  }

  @Override
  public Belief prior(Belief previous, float[] action, RandomGenerator noise) {
    float sum = previous.sample()[0] + 100 * action[0] + noise.nextFloat();
    return belief(previous.deterministic()[0] + 1, sum);
  }

  /** A pixel per belief: the number of steps it has seen and imagined. */
  @Override
  public Pixels decode(Belief belief) {
    byte step = (byte) belief.deterministic()[0];
    return new Pixels(1, 1, new byte[] {step, (byte) Math.round(belief.sample()[0]), 0});
  }

  @Override
  public OptionalDouble divergence(Belief posterior, Belief prior) {
    return OptionalDouble.empty();
  }

  @Override
  public double[] imageErrors(List<Belief> beliefs, List<Pixels> truths) {
    return beliefs.stream().mapToDouble(belief -> belief.sample()[0]).toArray();
  }

  @Override
  public float reward(Belief belief) {
    return 0;
  }

  @Override
  public SequencedMap<String, float[]> parameterValues() {
    SequencedMap<String, float[]> values = new LinkedHashMap<>();
    values.put("parameter", new float[] {parameter});
    return values;
  }

  @Override
  public SequencedMap<String, NamedArray> state() {
    SequencedMap<String, NamedArray> state = new LinkedHashMap<>();
    state.put("dense/kernel", new NamedArray(new long[] {1, 1}, new float[] {parameter}));
    state.put("updates", new NamedArray(new long[] {}, new float[] {updates}));
    return state;
  }

  @Override
  public void restore(SequencedMap<String, NamedArray> state) {
    NamedArray kernel = state.get("dense/kernel");
    NamedArray count = state.get("updates");
    if (kernel == null || count == null) {
      throw new IllegalArgumentException(
          "expected dense/kernel and updates, got " + state.keySet());
    }
    parameter = kernel.values()[0];
    updates = count.values()[0];
  }

  @Override
  public void close() {
    closed = true;
  }
}
