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
import org.planetbench.suites.mujoco.NativeArray;

/** A planar animal with a back leg and a front leg of three joints each; it has to run. */
public final class Cheetah implements Task {
  private static final Domain DOMAIN = new Domain("cheetah", 6, 0.01, 1);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(new ObservationSpec("position", 8), new ObservationSpec("velocity", 9));

  public static final TaskDefinition RUN = DOMAIN.task("run", OBSERVATIONS, Cheetah::new);

  /** The speed of full reward, in metres per second. */
  private static final double RUN_SPEED = 10;

  private static final int SETTLING_STEPS = 200;

  private final Physics physics;
  private final RandomJoints joints;
  private final NativeArray pose; // all positions but how far it has run
  private final NativeArray velocities;
  private final NativeArray speed;

  private Cheetah(Physics physics) {
    this.physics = physics;
    joints = new RandomJoints(physics);
    NativeArray positions = physics.positions();
    pose = positions.slice(1, positions.length() - 1);
    velocities = physics.velocities();
    speed = physics.sensor("torso_subtreelinvel");
  }

  /**
   * Random limbs, then two seconds to settle. The first half step of the settling still works with
   * the accelerations of the default pose, as in dm_control: nothing may be brought up to date
   * between.
   */
  @Override
  public void initializeEpisode(NumpyRandomState random) {
    joints.randomizeLimited(random);
    physics.step(SETTLING_STEPS);
    physics.setTime(0);
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("position", pose.toArray());
    observation.put("velocity", velocities.toArray());
  }

  @Override
  public double reward() {
    return Rewards.linear(speed.get(0), RUN_SPEED, Double.POSITIVE_INFINITY, RUN_SPEED, 0);
  }
}
