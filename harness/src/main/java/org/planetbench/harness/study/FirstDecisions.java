package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.results.stats.Quantiles;

/** What each contender makes of common start states, which an episode passes. */
final class FirstDecisions {
  private static final int STARTS_OF_EPISODE = 32;
  private static final long DECIDED = 5L << 32;

  /** Sums and times over the starts, and the plan from the last. */
  private static final class Tally {
    private float[] plan = {};
    private double predicted;
    private double realised;
    private final List<Double> milliseconds = new ArrayList<>();
  }

  private final FrozenCell cell;
  private final WorldModel model;
  private final PlanReturns returns;
  private final SequencedMap<Contender, Tally> contenders = new LinkedHashMap<>();

  FirstDecisions(FrozenCell cell, WorldModel model) {
    this.cell = cell;
    this.model = model;
    returns =
        new PlanReturns(
            cell.setting().recipe().planner().horizon(), cell.setting().actionSpec().size());
    Contenders.of(cell, model).forEach(contender -> contenders.put(contender, new Tally()));
  }

  /** Who looks on at an episode and takes its starts from there. */
  FrozenPlay.Observer from(int episode) {
    int starts = cell.agentStepsPerEpisode() - returns.horizon() + 1;
    int every = Math.max(1, starts / STARTS_OF_EPISODE);
    return (step, belief, plan) -> {
      if (step % every == 0 && step / every < STARTS_OF_EPISODE) {
        decide(belief, (long) episode * STARTS_OF_EPISODE + step / every);
      }
    };
  }

  /** Each contender draws the same numbers from the same start; all decide before any is judged. */
  private void decide(Belief belief, long start) {
    contenders.forEach(
        (contender, tally) -> {
          RandomStreams streams = cell.streams(DECIDED + start);
          RandomGenerator choice = streams.generator(Purpose.PLANNER, 0);
          RandomGenerator imagination = streams.generator(Purpose.IMAGINATION, 0);
          contender.reset();
          long before = System.nanoTime();
          float[] decision = contender.decide(belief, imagination, choice);
          tally.milliseconds.add((System.nanoTime() - before) * 1e-6);
          tally.plan = contender.planned(decision, belief, imagination, choice);
        });
    contenders.forEach(
        (contender, tally) -> {
          RandomGenerator noise = cell.streams(DECIDED + start).generator(Purpose.STUDY, 0);
          tally.predicted += returns.predicted(model, belief, tally.plan, noise);
          tally.realised += returns.realised(cell.simulator(), tally.plan);
        });
  }

  void addTo(List<StudyValue> values, Checkpoints.Saved at) {
    contenders.forEach(
        (contender, tally) -> {
          int count = tally.milliseconds.size();
          double[] times = tally.milliseconds.stream().mapToDouble(Double::doubleValue).toArray();
          Arrays.sort(times);
          String subject = contender.subject();
          values.add(cell.value(at, subject, "predicted", tally.predicted / count, count));
          values.add(cell.value(at, subject, "realised", tally.realised / count, count));
          values.add(cell.value(at, subject, "latency_ms", Quantiles.median(times), count));
          values.add(cell.value(at, subject, "gmac", contender.gmac(), 1));
        });
  }
}
