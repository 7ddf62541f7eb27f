package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.Rows;

/**
 * The latent state of some rows (sequences, times of sequences, candidates) on the tape. A kind of
 * dynamics without a stochastic state has distributions and samples of no columns; one without a
 * deterministic state has no memory.
 *
 * @param distribution that the stochastic state is drawn from
 * @param sample z [rows, stochastic]
 * @param memory the deterministic states, each [rows, its width]
 */
record LatentState(LatentDistribution distribution, Rows sample, List<Rows> memory) {
  LatentState {
    memory = List.copyOf(memory);
  }

  /** The rows of all states, one state after the other; values and gradients are shared. */
  static LatentState stack(List<LatentState> states) {
    List<Rows> memory = new ArrayList<>();
    for (int i = 0; i < states.getFirst().memory.size(); i++) {
      int part = i;
      memory.add(Rows.stack(states.stream().map(state -> state.memory.get(part)).toList()));
    }
    return new LatentState(
        LatentDistribution.stack(states.stream().map(LatentState::distribution).toList()),
        Rows.stack(states.stream().map(LatentState::sample).toList()),
        memory);
  }

  /** Rows from (inclusive) to (exclusive), shared. */
  LatentState slice(int from, int to) {
    return new LatentState(
        distribution.slice(from, to),
        sample.slice(from, to),
        memory.stream().map(part -> part.slice(from, to)).toList());
  }

  /** The rows of these indices, shared. */
  LatentState pick(int... indices) {
    return new LatentState(
        distribution.pick(indices),
        sample.pick(indices),
        memory.stream().map(part -> part.pick(indices)).toList());
  }

  /** The same state, with no gradient flowing back. */
  LatentState stopGradient() {
    return new LatentState(
        distribution.stopGradient(),
        sample.stopGradient(),
        memory.stream().map(Rows::stopGradient).toList());
  }

  /** A single row as the agent keeps it. */
  Belief belief() {
    int width = memory.stream().mapToInt(Rows::columns).sum();
    float[] deterministic = new float[width];
    int at = 0;
    for (Rows part : memory) {
      System.arraycopy(part.value()[0], 0, deterministic, at, part.columns());
      at += part.columns();
    }
    return new Belief(
        distribution.parts().stream().map(part -> part.value()[0]).toList(),
        sample.value()[0],
        deterministic);
  }

  /** The inverse of {@link #belief}; no gradient flows to it. */
  static LatentState of(Belief belief, LatentDynamics dynamics) {
    List<Rows> memory = new ArrayList<>();
    int at = 0;
    for (int width : dynamics.memoryWidths()) {
      memory.add(Rows.constant(Arrays.copyOfRange(belief.deterministic(), at, at + width)));
      at += width;
    }
    return new LatentState(
        dynamics.zeros(1).of(belief.distribution().stream().map(Rows::constant).toList()),
        Rows.constant(belief.sample()),
        memory);
  }
}
