package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.Frame;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.NumpySums;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.RandomJoints;
import org.planetbench.suites.control.Rewards;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.NativeArray;

/** A body of 21 joints, which has to stand up and then to stay, to walk or to run. */
public final class Humanoid implements Task {
  private static final Domain DOMAIN = new Domain("humanoid", 21, 0.025, 5);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(
          new ObservationSpec("joint_angles", 21),
          new ObservationSpec("head_height"),
          new ObservationSpec("extremities", 12),
          new ObservationSpec("torso_vertical", 3),
          new ObservationSpec("com_velocity", 3),
          new ObservationSpec("velocity", 27));

  public static final TaskDefinition STAND = task("stand", 0);
  public static final TaskDefinition WALK = task("walk", 1);
  public static final TaskDefinition RUN = task("run", 10);

  /** The head's height when standing, in metres. */
  private static final double STAND_HEIGHT = 1.4;

  private static final int ROOT_POSITIONS = 7;
  private static final int AXES = 3;
  private static final int Z = 2;

  private final double targetSpeed;
  private final RandomJoints joints;
  private final NativeArray angles;
  private final NativeArray velocities;
  private final NativeArray torques;
  private final NativeArray head;
  private final NativeArray torso;
  private final NativeArray torsoFrame;
  private final NativeArray centreVelocity;
  private final List<NativeArray> limbs;

  /**
   * @param targetSpeed of full reward, in metres per second; 0 rewards staying in one place
   */
  private static TaskDefinition task(String name, double targetSpeed) {
    return DOMAIN.task(name, OBSERVATIONS, physics -> new Humanoid(physics, targetSpeed));
  }

  private Humanoid(Physics physics, double targetSpeed) {
    this.targetSpeed = targetSpeed;
    joints = new RandomJoints(physics);
    NativeArray positions = physics.positions();
    angles = positions.slice(ROOT_POSITIONS, positions.length() - ROOT_POSITIONS);
    velocities = physics.velocities();
    torques = physics.controls();
    head = physics.data("xpos", "head");
    torso = physics.data("xpos", "torso");
    torsoFrame = physics.frame("torso");
    centreVelocity = physics.sensor("torso_subtreelinvel");
    limbs =
        Stream.of("left_hand", "left_foot", "right_hand", "right_foot")
            .map(limb -> physics.data("xpos", limb))
            .toList();
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    joints.randomizeWithoutContact(random);
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("joint_angles", angles.toArray());
    observation.put("head_height", new double[] {head.get(Z)});
    observation.put("extremities", extremities());
    observation.put(
        "torso_vertical",
        new double[] {
          torsoFrame.get(Frame.ZX), torsoFrame.get(Frame.ZY), torsoFrame.get(Frame.ZZ)
        });
    observation.put("com_velocity", centreVelocity.toArray());
    observation.put("velocity", velocities.toArray());
  }

  /** Where hands and feet are, as the torso sees them: [4, 3]. */
  private double[] extremities() {
    double[] extremities = new double[AXES * limbs.size()];
    for (int i = 0; i < extremities.length; i++) {
      extremities[i] = Frame.along(i % AXES, torsoFrame, torso, limbs.get(i / AXES));
    }
    return extremities;
  }

  @Override
  public double reward() {
    double standing =
        Rewards.gaussian(head.get(Z), STAND_HEIGHT, Double.POSITIVE_INFINITY, STAND_HEIGHT / 4);
    double upright =
        Rewards.linear(torsoFrame.get(Frame.ZZ), 0.9, Double.POSITIVE_INFINITY, 1.9, 0);
    double smallControl = (4 + Rewards.smallControl(torques)) / 5;
    return smallControl * (standing * upright) * (targetSpeed == 0 ? staying() : moving());
  }

  private double staying() {
    return (Rewards.gaussianOfElement(centreVelocity.get(0), 0, 0, 2)
            + Rewards.gaussianOfElement(centreVelocity.get(1), 0, 0, 2))
        / 2;
  }

  private double moving() {
    double speed = NumpySums.norm(centreVelocity.get(0), centreVelocity.get(1));
    double move = Rewards.linear(speed, targetSpeed, Double.POSITIVE_INFINITY, targetSpeed, 0);
    return (5 * move + 1) / 6;
  }
}
