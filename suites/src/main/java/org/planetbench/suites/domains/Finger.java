package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.RandomJoints;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.NativeArray;

/** A planar finger of two links next to a body on a free hinge, which has to be spun. */
public final class Finger implements Task {
  private static final Domain DOMAIN = new Domain("finger", 2, 0.02, 2);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(
          new ObservationSpec("position", 4),
          new ObservationSpec("velocity", 3),
          new ObservationSpec("touch", 2));

  public static final TaskDefinition SPIN = DOMAIN.task("spin", OBSERVATIONS, Finger::new);

  /** The angular velocity of reward, in radians per second. */
  private static final double SPIN_VELOCITY = 15;

  private static final double SPIN_DAMPING = 0.03;
  private static final int ALPHA = 3;

  private final RandomJoints joints;
  private final NativeArray targetColour;
  private final NativeArray tipColour;
  private final NativeArray hingeDamping;
  private final NativeArray proximal;
  private final NativeArray distal;
  private final NativeArray tip;
  private final NativeArray spinner;
  private final NativeArray proximalVelocity;
  private final NativeArray distalVelocity;
  private final NativeArray hingeVelocity;
  private final NativeArray touchTop;
  private final NativeArray touchBottom;

  private Finger(Physics physics) {
    joints = new RandomJoints(physics);
    targetColour = physics.model().row("site_rgba", "target");
    tipColour = physics.model().row("site_rgba", "tip");
    hingeDamping = physics.model().row("dof_damping", "hinge");
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

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    targetColour.set(ALPHA, 0);
    tipColour.set(ALPHA, 0);
    hingeDamping.set(0, SPIN_DAMPING);
    joints.randomizeWithoutContact(random);
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put(
        "position",
        new double[] {
          proximal.get(0), distal.get(0), tip.get(0) - spinner.get(0), tip.get(2) - spinner.get(2)
        });
    observation.put(
        "velocity",
        new double[] {proximalVelocity.get(0), distalVelocity.get(0), hingeVelocity.get(0)});
    observation.put(
        "touch",
        new double[] {StrictMath.log1p(touchTop.get(0)), StrictMath.log1p(touchBottom.get(0))});
  }

  @Override
  public double reward() {
    return hingeVelocity.get(0) <= -SPIN_VELOCITY ? 1 : 0;
  }
}
