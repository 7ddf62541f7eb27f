package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.Frame;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.RandomJoints;
import org.planetbench.suites.control.Rewards;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.NativeArray;

/** A planar biped of seven bodies; it has to get up and then to stay, to walk or to run. */
public final class Walker implements Task {
  private static final Domain DOMAIN = new Domain("walker", 6, 0.025, 10);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(
          new ObservationSpec("orientations", 14),
          new ObservationSpec("height"),
          new ObservationSpec("velocity", 9));

  /** Metres per second. */
  private static final double WALK_SPEED = 1;

  private static final double RUN_SPEED = 8;

  /** The torso's height when standing, in metres. */
  private static final double STAND_HEIGHT = 1.2;

  public static final TaskDefinition STAND =
      DOMAIN.task("stand", OBSERVATIONS, physics -> new Walker(physics, 0));
  public static final TaskDefinition WALK =
      DOMAIN.task("walk", OBSERVATIONS, physics -> new Walker(physics, WALK_SPEED));
  public static final TaskDefinition RUN =
      DOMAIN.task("run", OBSERVATIONS, physics -> new Walker(physics, RUN_SPEED));

  private static final int FRAME_SIZE = 9;
  private static final int Z = 2;

  private final double targetSpeed;
  private final RandomJoints joints;
  private final NativeArray velocities;
  private final NativeArray frames; // [world and seven bodies, 9]
  private final NativeArray torso;
  private final NativeArray torsoFrame;
  private final NativeArray speed;

  /**
   * @param targetSpeed of full reward; 0 rewards standing alone
   */
  private Walker(Physics physics, double targetSpeed) {
    this.targetSpeed = targetSpeed;
    joints = new RandomJoints(physics);
    velocities = physics.velocities();
    frames = physics.frames();
    torso = physics.data("xpos", "torso");
    torsoFrame = physics.frame("torso");
    speed = physics.sensor("torso_subtreelinvel");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    joints.randomize(random);
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("orientations", orientations());
    observation.put("height", new double[] {torso.get(Z)});
    observation.put("velocity", velocities.toArray());
  }

  /** Of each body but the world: xx and xz, cosine and sine of its pitch. */
  private double[] orientations() {
    int bodies = frames.length() / FRAME_SIZE - 1;
    double[] orientations = new double[2 * bodies];
    for (int body = 0; body < bodies; body++) {
      int frame = (body + 1) * FRAME_SIZE;
      orientations[2 * body] = frames.get(frame + Frame.XX);
      orientations[2 * body + 1] = frames.get(frame + Frame.XZ);
    }
    return orientations;
  }

  @Override
  public double reward() {
    double standing =
        Rewards.gaussian(torso.get(Z), STAND_HEIGHT, Double.POSITIVE_INFINITY, STAND_HEIGHT / 2);
    double upright = (1 + torsoFrame.get(Frame.ZZ)) / 2;
    double stand = (3 * standing + upright) / 4;
    if (targetSpeed == 0) {
      return stand;
    }
    double move =
        Rewards.linear(speed.get(0), targetSpeed, Double.POSITIVE_INFINITY, targetSpeed / 2, 0.5);
    return stand * (5 * move + 1) / 6;
  }
}
