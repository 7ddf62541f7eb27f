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
import org.planetbench.suites.mujoco.NativeArray;

/** A point pulled by two tendons, which has to go to the middle of the plane. */
public final class PointMass implements Task {
  private static final Domain DOMAIN = new Domain("point_mass", 2, 0.02, 1);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(new ObservationSpec("position", 2), new ObservationSpec("velocity", 2));

  public static final TaskDefinition EASY = DOMAIN.task("easy", OBSERVATIONS, PointMass::new);

  private final RandomJoints joints;
  private final NativeArray positions;
  private final NativeArray velocities;
  private final NativeArray forces;
  private final NativeArray point;
  private final NativeArray target;
  private final NativeArray targetSize;

  private PointMass(Physics physics) {
    joints = new RandomJoints(physics);
    positions = physics.positions();
    velocities = physics.velocities();
    forces = physics.controls();
    point = physics.data("geom_xpos", "pointmass");
    target = physics.data("geom_xpos", "target");
    targetSize = physics.model().row("geom_size", "target");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    joints.randomize(random);
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("position", positions.toArray());
    observation.put("velocity", velocities.toArray());
  }

  @Override
  public double reward() {
    double radius = targetSize.get(0);
    double near = Rewards.gaussian(NumpySums.distance(point, target), 0, radius, radius);
    double smallControl = (Rewards.smallControl(forces) + 4) / 5;
    return near * smallControl;
  }
}
