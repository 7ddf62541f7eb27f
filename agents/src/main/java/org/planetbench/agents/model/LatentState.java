package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.LatentDistribution;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Tape;
import org.planetbench.agents.nn.TensorBackend;

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

  /** The rows of all states, one state after the other. */
  static LatentState stack(Tape tape, List<LatentState> states) {
    List<Rows> memory = new ArrayList<>();
    for (int i = 0; i < states.getFirst().memory.size(); i++) {
      int part = i;
      memory.add(Rows.stack(tape, states.stream().map(state -> state.memory.get(part)).toList()));
    }
    return new LatentState(
        LatentDistribution.stack(tape, states.stream().map(LatentState::distribution).toList()),
        Rows.stack(tape, states.stream().map(LatentState::sample).toList()),
        memory);
  }

  /** Rows from (inclusive) to (exclusive), shared. */
  LatentState slice(int from, int to) {
    return new LatentState(
        distribution.slice(from, to),
        sample.slice(from, to),
        memory.stream().map(part -> part.slice(from, to)).toList());
  }

  /** The rows of these indices. */
  LatentState pick(Tape tape, int... indices) {
    return new LatentState(
        distribution.pick(tape, indices),
        sample.pick(tape, indices),
        memory.stream().map(part -> part.pick(tape, indices)).toList());
  }

  /** The same state, where a backend computes. */
  LatentState place(TensorBackend backend) {
    return new LatentState(
        distribution.of(distribution.parts().stream().map(backend::place).toList()),
        backend.place(sample),
        memory.stream().map(backend::place).toList());
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
      System.arraycopy(part.read()[0], 0, deterministic, at, part.columns());
      at += part.columns();
    }
    return new Belief(
        distribution.parts().stream().map(part -> part.read()[0]).toList(),
        sample.read()[0],
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
