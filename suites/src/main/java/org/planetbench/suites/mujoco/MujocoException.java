package org.planetbench.suites.mujoco;

/** A C function failed: its name, what it returned or what went wrong. */
public final class MujocoException extends RuntimeException {
  MujocoException(String function, String result) {
    super(function + ": " + result);
  }

  MujocoException(String function, Throwable cause) {
    super(function + ": " + cause, cause);
  }
}
