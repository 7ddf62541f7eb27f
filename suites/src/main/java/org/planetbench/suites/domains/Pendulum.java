package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.Frame;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.Rewards;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.CLibrary;
import org.planetbench.suites.mujoco.NativeArray;

/** A pole on a hinge whose motor is too weak to lift it at once. */
public final class Pendulum implements Task {
  private static final Domain DOMAIN = new Domain("pendulum", 1, 0.02, 1);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(new ObservationSpec("orientation", 2), new ObservationSpec("velocity", 1));

  public static final TaskDefinition SWINGUP = DOMAIN.task("swingup", OBSERVATIONS, Pendulum::new);

  /** How far from upright the pole is rewarded. */
  private static final double DEGREES = 8;

  private final double uprightFrom = CLibrary.cos(Math.toRadians(DEGREES));
  private final NativeArray angle;
  private final NativeArray velocity;
  private final NativeArray pole;

  private Pendulum(Physics physics) {
    angle = physics.position("hinge");
    velocity = physics.velocity("hinge");
    pole = physics.frame("pole");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    angle.set(0, random.uniform(-Math.PI, Math.PI));
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("orientation", new double[] {pole.get(Frame.ZZ), pole.get(Frame.XZ)});
    observation.put("velocity", velocity.toArray());
  }

  @Override
  public double reward() {
    return Rewards.indicator(pole.get(Frame.ZZ), uprightFrom, 1);
  }
}
