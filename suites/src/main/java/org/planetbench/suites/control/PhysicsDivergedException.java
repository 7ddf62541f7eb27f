package org.planetbench.suites.control;

/**
 * The engine found the simulation's state invalid. The episode cannot go on; the environment can be
 * reset.
 */
public final class PhysicsDivergedException extends RuntimeException {
  public PhysicsDivergedException(String message) {
    super(message);
  }
}
