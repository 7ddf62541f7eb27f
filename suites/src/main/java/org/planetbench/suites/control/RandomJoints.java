package org.planetbench.suites.control;

import org.planetbench.suites.mujoco.JointType;
import org.planetbench.suites.mujoco.MujocoModel;
import org.planetbench.suites.mujoco.NativeArray;

/** dm_control's random poses: joints in the model's order. */
public final class RandomJoints {
  private static final int MAX_ATTEMPTS = 1000;

  private final Physics physics;
  private final Joint[] joints;

  /**
   * @param first index of its positions
   */
  private record Joint(JointType type, boolean limited, double low, double high, int first) {}

  public RandomJoints(Physics physics) {
    this.physics = physics;
    MujocoModel model = physics.model();
    NativeArray types = model.array("jnt_type");
    NativeArray limited = model.array("jnt_limited");
    NativeArray ranges = model.array("jnt_range"); // [joints, low and high]
    NativeArray first = model.array("jnt_qposadr");
    joints = new Joint[types.length()];
    for (int i = 0; i < joints.length; i++) {
      joints[i] =
          new Joint(
              JointType.of((int) types.get(i)),
              limited.get(i) != 0,
              ranges.get(2 * i),
              ranges.get(2 * i + 1),
              (int) first.get(i));
    }
  }

  /**
   * Limited joints within their range, free hinges anywhere; sliding joints without limits stay
   * where they are, and so does the place of a free body, whose direction is random.
   */
  public void randomize(NumpyRandomState random) {
    NativeArray positions = physics.positions();
    for (Joint joint : joints) {
      switch (joint.type) {
        case HINGE, SLIDE -> {
          if (joint.limited) {
            positions.set(joint.first, random.uniform(joint.low, joint.high));
          } else if (joint.type == JointType.HINGE) {
            positions.set(joint.first, random.uniform(-Math.PI, Math.PI));
          }
        }
        case FREE -> randomizeDirection(positions.slice(joint.first + 3, 4), random);
        case BALL -> throw new IllegalStateException("the suite's models have no ball joints");
      }
    }
  }

  /** Only limited joints, within their range. */
  public void randomizeLimited(NumpyRandomState random) {
    for (Joint joint : joints) {
      if (joint.limited) {
        physics.positions().set(joint.first, random.uniform(joint.low, joint.high));
      }
    }
  }

  /** Draws poses until nothing touches. */
  public void randomizeWithoutContact(NumpyRandomState random) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      randomize(random);
      physics.forwardWithoutActuation();
      if (!physics.inContact()) {
        return;
      }
    }
    throw new IllegalStateException(
        physics.model() + ": found no pose without contact in " + MAX_ATTEMPTS + " attempts");
  }

  /**
   * Four draws in [0, 1), normalised: not every direction is equally likely, but it is so there.
   */
  private static void randomizeDirection(NativeArray quaternion, NumpyRandomState random) {
    double[] drawn = new double[4];
    double squares = 0;
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.sample();
      squares += drawn[i] * drawn[i];
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < drawn.length; i++) {
      quaternion.set(i, drawn[i] / norm);
    }
  }
}
