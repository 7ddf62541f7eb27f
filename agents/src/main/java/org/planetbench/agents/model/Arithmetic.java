package org.planetbench.agents.model;

import java.util.Map;
import org.planetbench.agents.planning.PlannerSpec;

/**
 * How many multiply-adds a model takes, counted from its layers: a dense layer has one for each
 * weight, a convolution one for each weight at each position that it writes, a transposed one at
 * each position that it reads. Biases, activations and sampling are left out; at the published
 * sizes they are below 1 %.
 */
public record Arithmetic(ModelSpec spec) {
  private static final int ENCODER_KERNEL = 4;

  /**
   * One step of a prior.
   *
   * @param features the width of what the heads read of it
   */
  record Step(long multiplyAdds, long features) {}

  /** A GRU cell. */
  static long gru(long inputs, long units) {
    return 3 * (inputs + units) * units;
  }

  /**
   * One candidate, one imagined step by the prior, and its reward: {@link
   * WorldModel#multiplyAddsPerStep} without a model.
   */
  public long imaginedStep() {
    Step step = spec.dynamics().step(spec);
    return step.multiplyAdds()
        + reward(step.features())
        + (spec.dynamics().imaginesPictures() ? picture(step) : 0);
  }

  /** A state of an RSSM decoded, encoded, and inferred again. */
  private long picture(Step step) {
    long inferred = 2L * spec.sampleWidth();
    return step.features() * points()
        + convolutions()
        + (spec.deterministic() + embedding() + inferred) * spec.hidden();
  }

  /** All of the decoder but its linear layer, and all of the encoder, of one picture. */
  long convolutions() {
    return decoder() + encoder();
  }

  private long embedding() {
    return (4L * spec.convDepth()) << (spec.convLayers() - 1);
  }

  /** Channels of the 1x1 picture that is decoded; as many as an embedding has numbers. */
  private long points() {
    return embedding();
  }

  private long reward(long features) {
    return mlp(features, spec.rewardLayers(), spec.rewardUnits(), 1);
  }

  private static long mlp(long inputs, int hidden, long units, long outputs) {
    long sum = 0;
    long width = inputs;
    for (int i = 0; i < hidden; i++) {
      sum += width * units;
      width = units;
    }
    return sum + width * outputs;
  }

  /**
   * What an actor and a value add to one search: proposals, which are imagined apart, and values in
   * the place of last rewards.
   */
  public long guidance(ActorSpec actor, PlannerSpec planner) {
    Step step = spec.dynamics().step(spec);
    long proposed = (long) actor.proposals(planner.candidates()) * planner.horizon();
    long ends = planner.costInSteps() / planner.horizon();
    long value = mlp(step.features(), actor.valueLayers(), actor.valueUnits(), 1);
    return proposed * (step.multiplyAdds() + actor(actor, step))
        + (actor.terminalValue() ? ends * (value - reward(step.features())) : 0);
  }

  private long actor(ActorSpec actor, Step step) {
    return mlp(step.features(), actor.actorLayers(), actor.actorUnits(), 2L * spec.actionSize());
  }

  /**
   * One decision without a search: encoder, posterior, actor. The posterior counts as a step of the
   * prior whose head reads the embedding, too, which is what an RSSM's is.
   */
  public long actorDecision(ActorSpec actor) {
    Step step = spec.dynamics().step(spec);
    return encoder() + step.multiplyAdds() + embedding() * spec.hidden() + actor(actor, step);
  }

  /**
   * One update of the model: forward; backward the gradients of weights and of inputs, each as much
   * as forward, but for the pixels, whose gradient nobody needs. Dense layers, which all latent
   * dynamics are made of, count once for each frame: some percent too little where a layer runs
   * twice (drnn), too much where it runs at the start of a chunk alone (pr_ssm_open, dvbf, slac,
   * dssm), and without the process of pr_ssm, which is no dense layer.
   *
   * @param state of the model: its arrays' shapes are looked at
   * @param frames batch times chunk length
   */
  public long update(Map<String, WorldModel.NamedArray> state, int frames) {
    long forward = dense(state) + encoder() + decoder();
    return frames * (3 * forward - firstConvolution());
  }

  /**
   * What latent overshooting adds to an update: steps of the prior, forward and backward as in
   * {@link #update}.
   */
  public long overshooting(int batch, int chunkLength) {
    return 3L
        * batch
        * spec.overshooting().steps(chunkLength)
        * spec.dynamics().step(spec).multiplyAdds();
  }

  /**
   * What an actor and a value add to an update: forward through actor, prior, reward head and twice
   * the value, and backward their own gradients of weights, and of all the gradients of inputs.
   *
   * @param states that it imagines from
   */
  public long dreams(ActorSpec actor, int states) {
    if (!actor.isOn()) {
      return 0;
    }
    Step step = spec.dynamics().step(spec);
    long value = mlp(step.features(), actor.valueLayers(), actor.valueUnits(), 1);
    long acted = 3 * actor(actor, step) + 2 * step.multiplyAdds();
    long judged = 2 * reward(step.features()) + 5 * value;
    return states * (actor.horizon() * acted + actor.start().returns(actor.horizon()) * judged);
  }

  private static long dense(Map<String, WorldModel.NamedArray> state) {
    return state.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith("/weights"))
        .filter(entry -> !entry.getKey().startsWith("actor/"))
        .filter(entry -> !entry.getKey().startsWith("value/"))
        .filter(entry -> !entry.getKey().startsWith("slow_value/"))
        .filter(entry -> entry.getValue().shape().length == 2)
        .mapToLong(entry -> entry.getValue().values().length)
        .sum();
  }

  /** Convolutions of stride 2: 64, 31, 14, 6, 2 pixels a side. */
  private long encoder() {
    long sum = 0;
    long size = spec.imageSize();
    long inputs = 3;
    long outputs = spec.convDepth();
    for (int i = 0; i < spec.convLayers(); i++) {
      size = (size - ENCODER_KERNEL) / 2 + 1;
      sum += size * size * ENCODER_KERNEL * ENCODER_KERNEL * inputs * outputs;
      inputs = outputs;
      outputs *= 2;
    }
    return sum;
  }

  private long firstConvolution() {
    long size = ((long) spec.imageSize() - ENCODER_KERNEL) / 2 + 1;
    return size * size * ENCODER_KERNEL * ENCODER_KERNEL * 3 * spec.convDepth();
  }

  /** Transposed convolutions of stride 2: 1, 5, 13, 30, 64 pixels a side. */
  private long decoder() {
    int[] kernels = spec.imageSize() == 64 ? new int[] {5, 5, 6, 6} : new int[] {5, 6, 6};
    long outputs = (long) spec.convDepth() << (kernels.length - 2);
    long inputs = 8 * outputs;
    long sum = 0;
    long size = 1;
    for (int i = 0; i < kernels.length; i++) {
      long channels = i == kernels.length - 1 ? 3 : outputs;
      sum += size * size * kernels[i] * kernels[i] * inputs * channels;
      size = (size - 1) * 2 + kernels[i];
      inputs = channels;
      outputs /= 2;
    }
    return sum;
  }
}
