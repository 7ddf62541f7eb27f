package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.NumpySums;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.RandomJoints;
import org.planetbench.suites.control.Rewards;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.CLibrary;
import org.planetbench.suites.mujoco.NativeArray;

/** A planar arm of two links that has to touch a disc lying at a random place. */
public final class Reacher implements Task {
  private static final Domain DOMAIN = new Domain("reacher", 2, 0.02, 1);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(
          new ObservationSpec("position", 2),
          new ObservationSpec("to_target", 2),
          new ObservationSpec("velocity", 2));
  private static final double BIG_TARGET = 0.05;
  private static final double SMALL_TARGET = 0.015;

  public static final TaskDefinition EASY =
      DOMAIN.task("easy", OBSERVATIONS, physics -> new Reacher(physics, BIG_TARGET));
  public static final TaskDefinition HARD =
      DOMAIN.task("hard", OBSERVATIONS, physics -> new Reacher(physics, SMALL_TARGET));

  private final double radiusOfTarget;
  private final RandomJoints joints;
  private final NativeArray positions;
  private final NativeArray velocities;
  private final NativeArray targetSize;
  private final NativeArray targetPlace; // in the model
  private final NativeArray target; // in the world
  private final NativeArray fingerSize;
  private final NativeArray finger;

  private Reacher(Physics physics, double radiusOfTarget) {
    this.radiusOfTarget = radiusOfTarget;
    joints = new RandomJoints(physics);
    positions = physics.positions();
    velocities = physics.velocities();
    targetSize = physics.model().row("geom_size", "target");
    targetPlace = physics.model().row("geom_pos", "target");
    target = physics.data("geom_xpos", "target");
    fingerSize = physics.model().row("geom_size", "finger");
    finger = physics.data("geom_xpos", "finger");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    targetSize.set(0, radiusOfTarget);
    joints.randomize(random);
    double angle = random.uniform(0, 2 * Math.PI);
    double radius = random.uniform(0.05, 0.20);
    targetPlace.set(0, radius * CLibrary.sin(angle));
    targetPlace.set(1, radius * CLibrary.cos(angle));
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("position", positions.toArray());
    observation.put("to_target", new double[] {toTarget(0), toTarget(1)});
    observation.put("velocity", velocities.toArray());
  }

  @Override
  public double reward() {
    double touching = targetSize.get(0) + fingerSize.get(0);
    return Rewards.indicator(NumpySums.norm(toTarget(0), toTarget(1)), 0, touching);
  }

  private double toTarget(int axis) {
    return target.get(axis) - finger.get(axis);
  }
}
