package org.planetbench.suites;

/**
 * A moment of an episode that {@link SuiteEnvironment#returnTo} goes back to, as often as wanted:
 * by which tests hold a {@link Simulator} to the environment itself. Close it before its
 * environment.
 */
public interface Bookmark extends AutoCloseable {
  @Override
  void close();
}
