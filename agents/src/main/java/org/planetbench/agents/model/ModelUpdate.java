package org.planetbench.agents.model;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Workers;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * One update step of a world model and of its {@link Companion}s: each thread takes a share of the
 * sequences from pixels to gradients, which are then added in the order of the shares. Where the
 * divergence of the whole batch decides what is trained, all shares go forward first; where a
 * companion follows the model, the model takes its step before the companions begin.
 *
 * @param model the model's parameters
 */
record ModelUpdate(
    ModelSpec spec,
    List<Shard> shards,
    Workers workers,
    SequenceLoss loss,
    Trained model,
    List<Companion> companions) {

  /** The model's parameters, then those of each companion. */
  List<Trained> trained() {
    List<Trained> all = new ArrayList<>();
    all.add(model);
    all.addAll(beside());
    return all;
  }

  /** The companions' alone. */
  private List<Trained> beside() {
    return companions.stream().flatMap(companion -> companion.trained().stream()).toList();
  }

  /** Those of the companions that no optimiser moves. */
  List<Untrained> untrained() {
    return companions.stream().flatMap(companion -> companion.untrained().stream()).toList();
  }

  /** Whether the model's step comes before the companions' forward pass. */
  private boolean isModelFirst() {
    return companions.stream().anyMatch(Companion::followsModel);
  }

  /** Forward, backward, and a step of every optimiser. */
  UpdateMetrics step(
      SequenceBatch batch,
      IntFunction<RandomGenerator> noise,
      IntFunction<RandomGenerator> dreams) {
    Map<UpdateMetric, Double> values = differentiate(batch, noise, dreams);
    List<Trained> left = isModelFirst() ? beside() : trained();
    left.forEach(each -> values.put(each.norm(), each.step(workers)));
    companions.forEach(Companion::stepped);
    return new UpdateMetrics(values);
  }

  /**
   * Forward and backward, up to the collected gradients; what was measured on the way. Where a
   * companion follows the model, the model has taken its step by then, and its gradient norm is
   * among what was measured.
   */
  Map<UpdateMetric, Double> differentiate(
      SequenceBatch batch,
      IntFunction<RandomGenerator> noise,
      IntFunction<RandomGenerator> dreams) {
    List<Share> shares = new ArrayList<>();
    int count = Math.min(shards.size(), batch.batch());
    for (int i = 0; i < count; i++) {
      int first = i * batch.batch() / count;
      int last = (i + 1) * batch.batch() / count;
      shares.add(new Share(shards.get(i), batch, first, last));
    }
    Map<UpdateMetric, Double> stepped = new EnumMap<>(UpdateMetric.class);
    if (DivergenceLoss.isOfBatch(spec) || isModelFirst()) {
      try {
        workers.run(count, i -> shares.get(i).begin(noise));
        double nats = shares.stream().mapToDouble(Share::divergence).reduce(0, Double::sum);
        workers.run(count, i -> shares.get(i).finish(nats));
        model.set().collect();
        if (isModelFirst()) {
          stepped.put(model.norm(), model.step(workers));
        }
        workers.run(count, i -> shares.get(i).dream(dreams));
      } finally {
        workers.run(count, i -> shares.get(i).close());
      }
    } else {
      workers.run(
          count,
          i -> {
            try (Share share = shares.get(i)) {
              share.begin(noise);
              share.finish(0);
              share.dream(dreams);
            }
          });
      model.set().collect();
    }
    beside().forEach(each -> each.set().collect());
    Map<UpdateMetric, Double> values = metrics(shares.stream().map(Share::terms).toList());
    values.putAll(stepped);
    for (Share share : shares) {
      share.measured.forEach(
          each -> each.forEach((metric, value) -> values.merge(metric, value, Double::sum)));
    }
    return values;
  }

  /** Some of the sequences, on the thread of their shard alone. */
  private final class Share implements AutoCloseable {
    private final Shard shard;
    private final SequenceBatch batch;
    private final int first;
    private final int last;
    private final List<Map<UpdateMetric, Double>> measured = new ArrayList<>();
    private @Nullable Scope scope;
    private SequenceLoss.@Nullable Begun begun;
    private SequenceLoss.@Nullable Terms terms;

    Share(Shard shard, SequenceBatch batch, int first, int last) {
      this.shard = shard;
      this.batch = batch;
      this.first = first;
      this.last = last;
    }

    /** Forward. */
    void begin(IntFunction<RandomGenerator> noise) {
      scope = shard.open();
      begun = loss.begin(shard, batch, first, generators(noise, first, last));
    }

    /** The share of what the batch as a whole decides by. */
    double divergence() {
      return requireNonNull(begun).divergence().term();
    }

    /** Backward. */
    void finish(double ofBatch) {
      terms = requireNonNull(begun).differentiate(ofBatch);
      begun = null; // all rows of the model are garbage before the companions make theirs
    }

    /** All of the companions. */
    void dream(IntFunction<RandomGenerator> dreams) {
      RandomGenerator[] dreaming = generators(dreams, first, last);
      for (Companion companion : companions) {
        measured.add(companion.differentiate(shard, terms().posterior(), dreaming, batch.batch()));
      }
    }

    SequenceLoss.Terms terms() {
      return requireNonNull(terms);
    }

    @Override
    public void close() {
      if (scope != null) {
        scope.close();
      }
    }
  }

  private static RandomGenerator[] generators(
      IntFunction<RandomGenerator> noise, int from, int to) {
    return IntStream.range(from, to).mapToObj(noise).toArray(RandomGenerator[]::new);
  }

  private Map<UpdateMetric, Double> metrics(List<SequenceLoss.Terms> shares) {
    Map<UpdateMetric, Double> values = new EnumMap<>(UpdateMetric.class);
    double total = 0;
    for (LossTerm term : LossTerm.values()) {
      double mean = 0;
      for (SequenceLoss.Terms share : shares) {
        mean += share.means().getOrDefault(term, 0.0);
      }
      total += term.scale(spec) * term.value(spec, mean);
      double recorded = mean;
      term.metric().ifPresent(metric -> values.put(metric, recorded));
    }
    double nats = 0;
    for (SequenceLoss.Terms share : shares) {
      nats += share.nats();
    }
    values.put(UpdateMetric.DIVERGENCE, nats);
    values.put(UpdateMetric.LOSS, total);
    return values;
  }
}
