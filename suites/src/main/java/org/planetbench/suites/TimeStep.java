package org.planetbench.suites;

/**
 * One transition. {@code reward} is 0 after a reset. {@code last} marks the end of the episode; the
 * suite's episodes end by their time limit only, so that the discount is 1 throughout.
 */
public record TimeStep(double reward, boolean last, Observation observation) {}
