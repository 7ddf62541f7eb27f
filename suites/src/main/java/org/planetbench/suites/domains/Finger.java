package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.NumpySums;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.RandomJoints;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.CLibrary;
import org.planetbench.suites.mujoco.NativeArray;

/**
 * A planar finger of two links next to a body on a free hinge, which has to be spun, or turned so
 * that its tip comes to a target.
 */
public final class Finger {
  private static final Domain DOMAIN = new Domain("finger", 2, 0.02, 2);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(
          new ObservationSpec("position", 4),
          new ObservationSpec("velocity", 3),
          new ObservationSpec("touch", 2));
  private static final List<ObservationSpec> OBSERVATIONS_WITH_TARGET =
      Stream.concat(
              OBSERVATIONS.stream(),
              Stream.of(
                  new ObservationSpec("target_position", 2), new ObservationSpec("dist_to_target")))
          .toList();

  public static final TaskDefinition SPIN = DOMAIN.task("spin", OBSERVATIONS, Spin::new);
  public static final TaskDefinition TURN_EASY = turn("turn_easy", 0.07);
  public static final TaskDefinition TURN_HARD = turn("turn_hard", 0.03);

  private static final int X = 0;
  private static final int Z = 2;

  private final RandomJoints joints;
  private final NativeArray proximal;
  private final NativeArray distal;
  private final NativeArray tip;
  private final NativeArray spinner;
  private final NativeArray proximalVelocity;
  private final NativeArray distalVelocity;
  private final NativeArray hingeVelocity;
  private final NativeArray touchTop;
  private final NativeArray touchBottom;

  private static TaskDefinition turn(String name, double radiusOfTarget) {
    return DOMAIN.task(
        name, OBSERVATIONS_WITH_TARGET, physics -> new Turn(physics, radiusOfTarget));
  }

  private Finger(Physics physics) {
    joints = new RandomJoints(physics);
    proximal = physics.sensor("proximal");
    distal = physics.sensor("distal");
    tip = physics.sensor("tip");
    spinner = physics.sensor("spinner");
    proximalVelocity = physics.sensor("proximal_velocity");
    distalVelocity = physics.sensor("distal_velocity");
    hingeVelocity = physics.sensor("hinge_velocity");
    touchTop = physics.sensor("touchtop");
    touchBottom = physics.sensor("touchbottom");
  }

  private void observe(Map<String, double[]> observation) {
    observation.put(
        "position",
        new double[] {proximal.get(0), distal.get(0), fromHinge(tip, X), fromHinge(tip, Z)});
    observation.put(
        "velocity",
        new double[] {proximalVelocity.get(0), distalVelocity.get(0), hingeVelocity.get(0)});
    observation.put(
        "touch",
        new double[] {CLibrary.log1p(touchTop.get(0)), CLibrary.log1p(touchBottom.get(0))});
  }

  private double fromHinge(NativeArray place, int axis) {
    return place.get(axis) - spinner.get(axis);
  }

  private static final class Spin implements Task {
    /** The angular velocity of reward, in radians per second. */
    private static final double SPIN_VELOCITY = 15;

    private static final double SPIN_DAMPING = 0.03;
    private static final int ALPHA = 3;

    private final Finger finger;
    private final NativeArray targetColour;
    private final NativeArray tipColour;
    private final NativeArray hingeDamping;

    Spin(Physics physics) {
      finger = new Finger(physics);
      targetColour = physics.model().row("site_rgba", "target");
      tipColour = physics.model().row("site_rgba", "tip");
      hingeDamping = physics.model().row("dof_damping", "hinge");
    }

    @Override
    public void initializeEpisode(NumpyRandomState random) {
      targetColour.set(ALPHA, 0);
      tipColour.set(ALPHA, 0);
      hingeDamping.set(0, SPIN_DAMPING);
      finger.joints.randomizeWithoutContact(random);
    }

    @Override
    public void observe(Map<String, double[]> observation) {
      finger.observe(observation);
    }

    @Override
    public double reward() {
      return finger.hingeVelocity.get(0) <= -SPIN_VELOCITY ? 1 : 0;
    }
  }

  private static final class Turn implements Task {
    private final double radiusOfTarget;
    private final Finger finger;
    private final NativeArray hinge;
    private final NativeArray capsuleSize;
    private final NativeArray target;
    private final NativeArray targetPlace; // in the model
    private final NativeArray targetSize;

    Turn(Physics physics, double radiusOfTarget) {
      this.radiusOfTarget = radiusOfTarget;
      finger = new Finger(physics);
      hinge = physics.data("xanchor", "hinge");
      capsuleSize = physics.model().row("geom_size", "cap1");
      target = physics.sensor("target");
      targetPlace = physics.model().row("site_pos", "target");
      targetSize = physics.model().row("site_size", "target");
    }

    /** The target is where the tip of the body can get to: on a circle around the hinge. */
    @Override
    public void initializeEpisode(NumpyRandomState random) {
      double angle = random.uniform(-Math.PI, Math.PI);
      double radius = capsuleSize.get(0) + capsuleSize.get(1) + capsuleSize.get(2);
      targetPlace.set(X, hinge.get(X) + radius * CLibrary.sin(angle));
      targetPlace.set(Z, hinge.get(Z) + radius * CLibrary.cos(angle));
      targetSize.set(0, radiusOfTarget);
      finger.joints.randomizeWithoutContact(random);
    }

    @Override
    public void observe(Map<String, double[]> observation) {
      finger.observe(observation);
      observation.put(
          "target_position",
          new double[] {finger.fromHinge(target, X), finger.fromHinge(target, Z)});
      observation.put("dist_to_target", new double[] {distance()});
    }

    @Override
    public double reward() {
      return distance() <= 0 ? 1 : 0;
    }

    /** From the tip to the target's edge; negative inside. */
    private double distance() {
      return NumpySums.norm(toTarget(X), toTarget(Z)) - targetSize.get(0);
    }

    private double toTarget(int axis) {
      return finger.fromHinge(target, axis) - finger.fromHinge(finger.tip, axis);
    }
  }
}
