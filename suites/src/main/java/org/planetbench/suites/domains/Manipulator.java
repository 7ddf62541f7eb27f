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
import org.planetbench.suites.mujoco.CLibrary;
import org.planetbench.suites.mujoco.ModelXml;
import org.planetbench.suites.mujoco.MujocoModel;
import org.planetbench.suites.mujoco.NativeArray;

/** A planar arm with a hand of two fingers, which has to bring a ball to a target. */
public final class Manipulator implements Task {
  private static final Domain DOMAIN = new Domain("manipulator", 5, 0.01, 10);

  public static final TaskDefinition BRING_BALL =
      DOMAIN.task(
          "bring_ball",
          List.of(
              new ObservationSpec("arm_pos", 8, 2),
              new ObservationSpec("arm_vel", 8),
              new ObservationSpec("touch", 5),
              new ObservationSpec("hand_pos", 4),
              new ObservationSpec("object_pos", 4),
              new ObservationSpec("object_vel", 3),
              new ObservationSpec("target_pos", 4)),
          Manipulator::keepTheBallOnly,
          Manipulator::new);

  /** Distance of full reward, in metres. */
  private static final double CLOSE = 0.01;

  private static final double IN_HAND = 0.1; // probabilities of where the ball begins
  private static final double IN_TARGET = 0.1;

  private static final int X = 0;
  private static final int Z = 2;
  private static final int QUATERNION_W = 0;
  private static final int QUATERNION_Y = 2;

  private final Physics physics;
  private final List<ArmJoint> arm;
  private final NativeArray finger;
  private final NativeArray thumb;
  private final List<NativeArray> touches;
  private final NativeArray grasp;
  private final NativeArray graspFrame;
  private final Pose hand;
  private final Pose ball;
  private final Pose target;
  private final List<NativeArray> ballPosition; // x, z, angle
  private final List<NativeArray> ballVelocity;
  private final NativeArray targetPlace; // in the model
  private final NativeArray targetQuaternion;
  private final NativeArray ballSite;
  private final NativeArray targetSite;

  /** An unlimited joint is drawn from the whole circle. */
  private record ArmJoint(NativeArray position, NativeArray velocity, double low, double high) {
    static ArmJoint of(Physics physics, String name) {
      MujocoModel model = physics.model();
      boolean limited = model.row("jnt_limited", name).get(0) != 0;
      NativeArray range = model.row("jnt_range", name);
      return new ArmJoint(
          physics.position(name),
          physics.velocity(name),
          limited ? range.get(0) : -Math.PI,
          limited ? range.get(1) : Math.PI);
    }
  }

  /** Of a body in the plane. */
  private record Pose(NativeArray place, NativeArray quaternion) {
    static Pose of(Physics physics, String body) {
      return new Pose(physics.data("xpos", body), physics.data("xquat", body));
    }

    double[] numbers() {
      return new double[] {
        place.get(X), place.get(Z), quaternion.get(QUATERNION_W), quaternion.get(QUATERNION_Y)
      };
    }
  }

  /** The file also has what other tasks of this domain need. */
  private static void keepTheBallOnly(ModelXml xml) {
    for (String body : List.of("peg", "target_peg", "cup", "slot")) {
      xml.remove(xml.element("body", body));
    }
  }

  private Manipulator(Physics physics) {
    this.physics = physics;
    arm =
        Stream.of(
                "arm_root",
                "arm_shoulder",
                "arm_elbow",
                "arm_wrist",
                "finger",
                "fingertip",
                "thumb",
                "thumbtip")
            .map(joint -> ArmJoint.of(physics, joint))
            .toList();
    finger = physics.position("finger");
    thumb = physics.position("thumb");
    touches =
        Stream.of("palm", "finger", "thumb", "fingertip", "thumbtip")
            .map(part -> physics.sensor(part + "_touch"))
            .toList();
    grasp = physics.data("site_xpos", "grasp");
    graspFrame = physics.data("site_xmat", "grasp");
    hand = Pose.of(physics, "hand");
    ball = Pose.of(physics, "ball");
    target = Pose.of(physics, "target_ball");
    List<String> ballJoints = List.of("ball_x", "ball_z", "ball_y");
    ballPosition = ballJoints.stream().map(physics::position).toList();
    ballVelocity = ballJoints.stream().map(physics::velocity).toList();
    targetPlace = physics.model().row("body_pos", "target_ball");
    targetQuaternion = physics.model().row("body_quat", "target_ball");
    ballSite = physics.data("site_xpos", "ball");
    targetSite = physics.data("site_xpos", "target_ball");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    do {
      for (ArmJoint joint : arm) {
        joint.position.set(0, random.uniform(joint.low, joint.high));
      }
      finger.set(0, thumb.get(0));
      double x = random.uniform(-0.4, 0.4);
      double z = random.uniform(0.1, 0.4);
      double angle = random.uniform(-Math.PI, Math.PI);
      placeTarget(x, z, angle);
      switch (random.choice(IN_HAND, IN_TARGET, 1 - IN_HAND - IN_TARGET)) {
        case 0 -> placeBallInHand();
        case 1 -> placeBall(x, z, angle);
        default -> placeBallAnywhere(random);
      }
      physics.forwardWithoutActuation();
    } while (physics.inContact());
  }

  private void placeTarget(double x, double z, double angle) {
    targetPlace.set(X, x);
    targetPlace.set(Z, z);
    targetQuaternion.set(QUATERNION_W, CLibrary.cos(angle / 2));
    targetQuaternion.set(QUATERNION_Y, CLibrary.sin(angle / 2));
  }

  private void placeBallInHand() {
    physics.forwardWithoutActuation();
    double direction = CLibrary.atan2(graspFrame.get(Frame.ZX), graspFrame.get(Frame.XX));
    placeBall(grasp.get(X), grasp.get(Z), Math.PI - direction);
  }

  private void placeBallAnywhere(NumpyRandomState random) {
    double x = random.uniform(-0.5, 0.5);
    double z = random.uniform(0, 0.7);
    double angle = random.uniform(0, 2 * Math.PI);
    ballVelocity.get(0).set(0, random.uniform(-5, 5));
    placeBall(x, z, angle);
  }

  private void placeBall(double x, double z, double angle) {
    ballPosition.get(0).set(0, x);
    ballPosition.get(1).set(0, z);
    ballPosition.get(2).set(0, angle);
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    double[] sinesAndCosines = new double[2 * arm.size()]; // [8, 2]
    for (int i = 0; i < arm.size(); i++) {
      double angle = arm.get(i).position.get(0);
      sinesAndCosines[2 * i] = CLibrary.sin(angle);
      sinesAndCosines[2 * i + 1] = CLibrary.cos(angle);
    }
    observation.put("arm_pos", sinesAndCosines);
    observation.put("arm_vel", arm.stream().mapToDouble(j -> j.velocity.get(0)).toArray());
    observation.put(
        "touch", touches.stream().mapToDouble(touch -> CLibrary.log1p(touch.get(0))).toArray());
    observation.put("hand_pos", hand.numbers());
    observation.put("object_pos", ball.numbers());
    observation.put("object_vel", ballVelocity.stream().mapToDouble(v -> v.get(0)).toArray());
    observation.put("target_pos", target.numbers());
  }

  @Override
  public double reward() {
    return Rewards.gaussian(NumpySums.distance(ballSite, targetSite), 0, CLOSE, 2 * CLOSE);
  }
}
