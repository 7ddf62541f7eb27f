package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Workers;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * One update step of a world model and of its {@link Companion}s: each thread takes a share of the
 * sequences from pixels to gradients, which are then added in the order of the shares.
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
    companions.forEach(companion -> all.addAll(companion.trained()));
    return all;
  }

  /** Forward, backward, and a step of every optimiser. */
  UpdateMetrics step(
      SequenceBatch batch,
      IntFunction<RandomGenerator> noise,
      IntFunction<RandomGenerator> dreams) {
    Map<UpdateMetric, Double> values = differentiate(batch, noise, dreams);
    trained().forEach(each -> values.put(each.norm(), each.step(workers)));
    return new UpdateMetrics(values);
  }

  /** Forward and backward, up to the collected gradients; what was measured on the way. */
  Map<UpdateMetric, Double> differentiate(
      SequenceBatch batch,
      IntFunction<RandomGenerator> noise,
      IntFunction<RandomGenerator> dreams) {
    int count = Math.min(shards.size(), batch.batch());
    SequenceLoss.Terms[] terms = new SequenceLoss.Terms[count];
    List<List<Map<UpdateMetric, Double>>> measured = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      measured.add(new ArrayList<>());
    }
    workers.run(
        count,
        i -> {
          int first = i * batch.batch() / count;
          int last = (i + 1) * batch.batch() / count;
          Shard shard = shards.get(i);
          try (Scope _ = shard.open()) {
            terms[i] = loss.differentiate(shard, batch, first, generators(noise, first, last));
            RandomGenerator[] dreaming = generators(dreams, first, last);
            for (Companion companion : companions) {
              measured
                  .get(i)
                  .add(
                      companion.differentiate(
                          shard, terms[i].posterior(), dreaming, batch.batch()));
            }
          }
        });
    trained().forEach(each -> each.set().collect());
    Map<UpdateMetric, Double> values = metrics(terms);
    for (List<Map<UpdateMetric, Double>> share : measured) {
      share.forEach(
          each -> each.forEach((metric, value) -> values.merge(metric, value, Double::sum)));
    }
    return values;
  }

  private static RandomGenerator[] generators(
      IntFunction<RandomGenerator> noise, int from, int to) {
    return IntStream.range(from, to).mapToObj(noise).toArray(RandomGenerator[]::new);
  }

  private Map<UpdateMetric, Double> metrics(SequenceLoss.Terms[] shares) {
    Map<UpdateMetric, Double> values = new EnumMap<>(UpdateMetric.class);
    double total = 0;
    for (LossTerm term : LossTerm.values()) {
      double mean = 0;
      for (SequenceLoss.Terms share : shares) {
        mean += share.means().getOrDefault(term, 0.0);
      }
      total += term.scale(spec) * (mean + term.floor(spec));
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
