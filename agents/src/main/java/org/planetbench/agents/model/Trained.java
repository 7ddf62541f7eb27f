package org.planetbench.agents.model;

import java.util.Arrays;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.agents.nn.Adam;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.Workers;

/**
 * Parameters that an optimiser of their own moves, and their part of a checkpoint: of each
 * parameter the values and both moments, and the count of updates.
 *
 * @param prefix of the count's name, which tells the sets of one checkpoint apart; parameters have
 *     names that are unique by themselves
 * @param norm under which the global gradient norm before clipping is recorded
 */
record Trained(String prefix, ParameterSet set, Adam adam, UpdateMetric norm) {
  private static final String UPDATES = "adam/updates";

  /**
   * One step on the collected gradients, after which the layers compute with the new values.
   *
   * @return the global gradient norm before clipping
   */
  double step(Workers workers) {
    return adam.step(set, workers);
  }

  /** Adds the values, not to be written to. */
  void addValues(SequencedMap<String, float[]> values) {
    set.read();
    set.parameters().forEach(p -> values.put(p.name(), p.value()));
  }

  /** Adds copies of all that {@link #restore} needs. */
  void addState(SequencedMap<String, NamedArray> state) {
    set.read();
    for (Parameter p : set.parameters()) {
      state.put(p.name(), copy(p, p.value()));
      state.put(p.name() + "/adam_m", copy(p, p.firstMoment()));
      state.put(p.name() + "/adam_v", copy(p, p.secondMoment()));
    }
    // Exact as a float up to 16,777,216 updates.
    state.put(prefix + UPDATES, new NamedArray(new long[] {1}, new float[] {adam.updates()}));
  }

  static NamedArray copy(Parameter p, float[] values) {
    return new NamedArray(p.shape(), values.clone());
  }

  /**
   * Takes over what {@link #addState} added.
   *
   * @param state that {@link #check} found nothing wrong with
   */
  void restore(SequencedMap<String, NamedArray> state) {
    for (Parameter p : set.parameters()) {
      restore(state, p.name(), p.value());
      restore(state, p.name() + "/adam_m", p.firstMoment());
      restore(state, p.name() + "/adam_v", p.secondMoment());
    }
    adam.restoreUpdates((long) values(state, prefix + UPDATES)[0]);
    set.load();
  }

  static void restore(SequencedMap<String, NamedArray> state, String name, float[] target) {
    System.arraycopy(values(state, name), 0, target, 0, target.length);
  }

  private static float[] values(SequencedMap<String, NamedArray> state, String name) {
    NamedArray array = state.get(name);
    if (array == null) {
      throw missing(name);
    }
    return array.values();
  }

  /**
   * Whether a state has what is expected, no more and no less.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(
      SequencedMap<String, NamedArray> expected, SequencedMap<String, NamedArray> actual) {
    expected.forEach((name, array) -> check(name, array, actual.get(name)));
    if (actual.size() != expected.size()) {
      throw new IllegalArgumentException(
          "model state: expected " + expected.size() + " arrays, got " + actual.size());
    }
  }

  private static void check(String name, NamedArray expected, @Nullable NamedArray actual) {
    if (actual == null) {
      throw missing(name);
    }
    if (!Arrays.equals(expected.shape(), actual.shape())
        || expected.values().length != actual.values().length) {
      throw new IllegalArgumentException(
          "model state: '%s' expected shape %s, got %s; was it saved by another recipe?"
              .formatted(name, Arrays.toString(expected.shape()), Arrays.toString(actual.shape())));
    }
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("model state: '" + name + "' is missing");
  }
}
