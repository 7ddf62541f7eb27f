package org.planetbench.suites;

/**
 * A control task. After construction call {@link #reset(int)}; then {@link #step} until a time step
 * is {@linkplain TimeStep#last() last}; then reset again. Used by one thread, the one that made it.
 */
public interface Environment extends AutoCloseable {
  ActionSpec actionSpec();

  /**
   * Starts an episode from NumPy's {@code RandomState(seed)}: the same seed gives the same episode,
   * bit for bit, whatever was played before.
   *
   * @param seed read as an unsigned 32-bit number: -1 is NumPy's 4294967295
   */
  TimeStep reset(int seed);

  /**
   * Starts the next episode with the random stream of the last one going on, as dm_control does.
   */
  TimeStep reset();

  /**
   * One environment step (or as many as the wrappers make of it).
   *
   * @param action {@code actionSpec().size()} finite numbers; not kept
   * @throws IllegalArgumentException for a wrong length or a number that is not finite
   * @throws IllegalStateException before the first reset or after the last time step
   */
  TimeStep step(double[] action);

  @Override
  void close();
}
