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
import org.planetbench.suites.control.Rewards;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.NativeArray;

/** A fish with a tail and two fins, in water: it has to turn upright, or to swim to a target. */
public final class Fish implements Task {
  private static final Domain DOMAIN = new Domain("fish", 5, 0.04, 10);
  private static final ObservationSpec JOINT_ANGLES = new ObservationSpec("joint_angles", 7);
  private static final ObservationSpec UPRIGHTNESS = new ObservationSpec("upright");
  private static final ObservationSpec VELOCITY = new ObservationSpec("velocity", 13);

  public static final TaskDefinition UPRIGHT =
      DOMAIN.task(
          "upright",
          List.of(JOINT_ANGLES, UPRIGHTNESS, VELOCITY),
          physics -> new Fish(physics, Goal.UPRIGHT));
  public static final TaskDefinition SWIM =
      DOMAIN.task(
          "swim",
          List.of(JOINT_ANGLES, UPRIGHTNESS, new ObservationSpec("target", 3), VELOCITY),
          physics -> new Fish(physics, Goal.SWIM));

  private static final int ALPHA = 3;
  private static final int QUATERNION = 3; // after the place, in the root's positions

  private enum Goal {
    UPRIGHT,
    SWIM
  }

  private final Goal goal;
  private final NativeArray root;
  private final List<NativeArray> joints;
  private final NativeArray velocities;
  private final NativeArray torso;
  private final NativeArray mouth;
  private final NativeArray mouthFrame;
  private final NativeArray mouthSize;
  private final NativeArray target; // in the world
  private final NativeArray targetPlace; // in the model
  private final NativeArray targetSize;
  private final NativeArray targetColour;

  private Fish(Physics physics, Goal goal) {
    this.goal = goal;
    root = physics.position("root");
    joints =
        Stream.of(
                "tail1",
                "tail_twist",
                "tail2",
                "finright_roll",
                "finright_pitch",
                "finleft_roll",
                "finleft_pitch")
            .map(physics::position)
            .toList();
    velocities = physics.velocities();
    torso = physics.frame("torso");
    mouth = physics.data("geom_xpos", "mouth");
    mouthFrame = physics.data("geom_xmat", "mouth");
    mouthSize = physics.model().row("geom_size", "mouth");
    target = physics.data("geom_xpos", "target");
    targetPlace = physics.model().row("geom_pos", "target");
    targetSize = physics.model().row("geom_size", "target");
    targetColour = physics.model().row("geom_rgba", "target");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    randomizeDirection(random);
    for (NativeArray joint : joints) {
      joint.set(0, random.uniform(-0.2, 0.2));
    }
    switch (goal) {
      case UPRIGHT -> targetColour.set(ALPHA, 0);
      case SWIM -> {
        targetPlace.set(0, random.uniform(-0.4, 0.4));
        targetPlace.set(1, random.uniform(-0.4, 0.4));
        targetPlace.set(2, random.uniform(0.1, 0.3));
      }
    }
  }

  private void randomizeDirection(NumpyRandomState random) {
    double[] drawn = new double[4];
    double squares = 0;
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.normal();
      squares += drawn[i] * drawn[i];
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < drawn.length; i++) {
      root.set(QUATERNION + i, drawn[i] / norm);
    }
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("joint_angles", joints.stream().mapToDouble(joint -> joint.get(0)).toArray());
    observation.put("upright", new double[] {torso.get(Frame.ZZ)});
    switch (goal) {
      case UPRIGHT -> {}
      case SWIM -> observation.put("target", new double[] {toTarget(0), toTarget(1), toTarget(2)});
    }
    observation.put("velocity", velocities.toArray());
  }

  @Override
  public double reward() {
    double upright = torso.get(Frame.ZZ);
    return switch (goal) {
      case UPRIGHT -> Rewards.gaussian(upright, 1, 1, 1);
      case SWIM -> {
        double radii = mouthSize.get(0) + targetSize.get(0);
        double distance = NumpySums.norm(toTarget(0), toTarget(1), toTarget(2));
        double inTarget = Rewards.gaussian(distance, 0, radii, 2 * radii);
        yield (7 * inTarget + 0.5 * (upright + 1)) / 8;
      }
    };
  }

  /** As the mouth sees it. */
  private double toTarget(int axis) {
    return Frame.along(axis, mouthFrame, mouth, target);
  }
}
