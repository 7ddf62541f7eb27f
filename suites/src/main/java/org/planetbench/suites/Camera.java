package org.planetbench.suites;

/** Takes pictures of an environment's present state, always of one size. */
public interface Camera extends AutoCloseable {
  /** A new picture. Taking it changes nothing in the environment. */
  Pixels picture();

  @Override
  void close();
}
