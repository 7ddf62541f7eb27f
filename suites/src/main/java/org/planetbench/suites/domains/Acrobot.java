package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
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

/** Two links hanging from a free shoulder; the elbow's torque has to swing them up. */
public final class Acrobot implements Task {
  private static final Domain DOMAIN = new Domain("acrobot", 1, 0.01, 1);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(new ObservationSpec("orientations", 4), new ObservationSpec("velocity", 2));

  /** How far from the target's edge, in metres, the smooth reward has fallen to 0.1. */
  private static final double MARGIN = 1;

  public static final TaskDefinition SWINGUP =
      DOMAIN.task("swingup", OBSERVATIONS, physics -> new Acrobot(physics, MARGIN));
  public static final TaskDefinition SWINGUP_SPARSE =
      DOMAIN.task("swingup_sparse", OBSERVATIONS, physics -> new Acrobot(physics, 0));

  private final double margin;
  private final NativeArray shoulder;
  private final NativeArray elbow;
  private final NativeArray velocities;
  private final NativeArray upperArm;
  private final NativeArray lowerArm;
  private final NativeArray tip;
  private final NativeArray target;
  private final NativeArray targetSize;

  private Acrobot(Physics physics, double margin) {
    this.margin = margin;
    shoulder = physics.position("shoulder");
    elbow = physics.position("elbow");
    velocities = physics.velocities();
    upperArm = physics.frame("upper_arm");
    lowerArm = physics.frame("lower_arm");
    tip = physics.data("site_xpos", "tip");
    target = physics.data("site_xpos", "target");
    targetSize = physics.model().row("site_size", "target");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    shoulder.set(0, random.uniform(-Math.PI, Math.PI));
    elbow.set(0, random.uniform(-Math.PI, Math.PI));
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put(
        "orientations",
        new double[] {
          upperArm.get(Frame.XZ), lowerArm.get(Frame.XZ),
          upperArm.get(Frame.ZZ), lowerArm.get(Frame.ZZ)
        });
    observation.put("velocity", velocities.toArray());
  }

  @Override
  public double reward() {
    return Rewards.gaussian(NumpySums.distance(tip, target), 0, targetSize.get(0), margin);
  }
}
