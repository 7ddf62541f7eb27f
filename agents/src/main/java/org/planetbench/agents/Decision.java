package org.planetbench.agents;

/**
 * An action and what it took to find: times in milliseconds, 0 where a stage does not exist for the
 * agent.
 *
 * @param action one number per actuator, within the action box
 */
public record Decision(double[] action, double encodeMs, double posteriorMs, double planMs) {}
