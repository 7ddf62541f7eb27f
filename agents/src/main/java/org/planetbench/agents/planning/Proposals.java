package org.planetbench.agents.planning;

/**
 * Candidates that a planner is given for one decision, such as what a learned policy would do.
 *
 * @param actions [horizon, count, actionSize], row-major
 */
public record Proposals(int count, float[] actions) {
  public static final Proposals NONE = new Proposals(0, new float[0]);
}
