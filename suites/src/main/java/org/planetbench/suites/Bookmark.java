package org.planetbench.suites;

/**
 * A moment of an episode that {@link SuiteEnvironment#returnTo} goes back to, as often as wanted:
 * for planners that try actions out in the simulator. Close it before its environment.
 */
public interface Bookmark extends AutoCloseable {
  @Override
  void close();
}
