package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.RandomJoints;
import org.planetbench.suites.control.Rewards;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.CLibrary;
import org.planetbench.suites.mujoco.NativeArray;

/** A planar leg of four joints under a torso; it has to stand, or to hop. */
public final class Hopper implements Task {
  private static final Domain DOMAIN = new Domain("hopper", 4, 0.02, 4);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(
          new ObservationSpec("position", 6),
          new ObservationSpec("velocity", 7),
          new ObservationSpec("touch", 2));

  public static final TaskDefinition STAND =
      DOMAIN.task("stand", OBSERVATIONS, physics -> new Hopper(physics, Goal.STAND));
  public static final TaskDefinition HOP =
      DOMAIN.task("hop", OBSERVATIONS, physics -> new Hopper(physics, Goal.HOP));

  /** Of the torso above the foot, in metres. */
  private static final double STAND_HEIGHT = 0.6;

  /** Metres per second. */
  private static final double HOP_SPEED = 2;

  private static final int Z = 2;

  private enum Goal {
    STAND,
    HOP
  }

  private final Goal goal;
  private final RandomJoints joints;
  private final NativeArray pose; // all positions but how far it has hopped
  private final NativeArray velocities;
  private final NativeArray torques;
  private final NativeArray torso;
  private final NativeArray foot;
  private final NativeArray speed;
  private final NativeArray touchToe;
  private final NativeArray touchHeel;

  private Hopper(Physics physics, Goal goal) {
    this.goal = goal;
    joints = new RandomJoints(physics);
    NativeArray positions = physics.positions();
    pose = positions.slice(1, positions.length() - 1);
    velocities = physics.velocities();
    torques = physics.controls();
    torso = physics.data("xipos", "torso");
    foot = physics.data("xipos", "foot");
    speed = physics.sensor("torso_subtreelinvel");
    touchToe = physics.sensor("touch_toe");
    touchHeel = physics.sensor("touch_heel");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    joints.randomize(random);
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("position", pose.toArray());
    observation.put("velocity", velocities.toArray());
    observation.put(
        "touch", new double[] {CLibrary.log1p(touchToe.get(0)), CLibrary.log1p(touchHeel.get(0))});
  }

  @Override
  public double reward() {
    double standing = Rewards.indicator(torso.get(Z) - foot.get(Z), STAND_HEIGHT, 2);
    return switch (goal) {
      case STAND -> standing * ((Rewards.smallControl(torques) + 4) / 5);
      case HOP ->
          standing
              * Rewards.linear(
                  speed.get(0), HOP_SPEED, Double.POSITIVE_INFINITY, HOP_SPEED / 2, 0.5);
    };
  }
}
