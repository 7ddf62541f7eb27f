package org.planetbench.suites.mujoco;

/** The kinds of joints, {@code mjtJoint}. */
public enum JointType {
  FREE(7, 6),
  BALL(4, 3),
  SLIDE(1, 1),
  HINGE(1, 1);

  private final int code = StructTable.constant("mjJNT_" + name());
  private final int positions;
  private final int velocities;

  JointType(int positions, int velocities) {
    this.positions = positions;
    this.velocities = velocities;
  }

  /** The kind that MuJoCo writes as {@code code}. */
  public static JointType of(int code) {
    for (JointType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("no joint type " + code);
  }

  /** How many numbers of {@code qpos}. */
  int positions() {
    return positions;
  }

  /** How many numbers of {@code qvel}. */
  int velocities() {
    return velocities;
  }
}
