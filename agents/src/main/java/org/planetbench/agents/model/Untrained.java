package org.planetbench.agents.model;

import java.util.SequencedMap;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;

/** Parameters that no optimiser moves, and their part of a checkpoint: their values. */
record Untrained(ParameterSet set) {
  /** Takes over the values of another set of the same parameters. */
  void copy(ParameterSet other) {
    other.read();
    for (int i = 0; i < set.parameters().size(); i++) {
      Parameter p = set.parameters().get(i);
      System.arraycopy(other.parameters().get(i).value(), 0, p.value(), 0, p.size());
    }
    set.load();
  }

  /** Adds the values, not to be written to. */
  void addValues(SequencedMap<String, float[]> values) {
    set.read();
    set.parameters().forEach(p -> values.put(p.name(), p.value()));
  }

  /** Adds copies of all that {@link #restore} needs. */
  void addState(SequencedMap<String, NamedArray> state) {
    set.read();
    set.parameters().forEach(p -> state.put(p.name(), Trained.copy(p, p.value())));
  }

  /** Takes over what {@link #addState} added. */
  void restore(SequencedMap<String, NamedArray> state) {
    set.parameters().forEach(p -> Trained.restore(state, p.name(), p.value()));
    set.load();
  }
}
