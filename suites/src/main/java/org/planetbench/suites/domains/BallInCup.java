package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.NativeArray;

/** A ball on a string below a cup; the forces on the cup are controlled. */
public final class BallInCup implements Task {
  private static final Domain DOMAIN = new Domain("ball_in_cup", 2, 0.02, 10);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(new ObservationSpec("position", 4), new ObservationSpec("velocity", 4));
  private static final int X = 0;
  private static final int Z = 2;

  public static final TaskDefinition CATCH = DOMAIN.task("catch", OBSERVATIONS, BallInCup::new);

  private final Physics physics;
  private final NativeArray positions;
  private final NativeArray velocities;
  private final NativeArray ballX;
  private final NativeArray ballZ;
  private final NativeArray ball;
  private final NativeArray ballSize;
  private final NativeArray target;
  private final NativeArray targetSize;

  private BallInCup(Physics physics) {
    this.physics = physics;
    positions = physics.positions();
    velocities = physics.velocities();
    ballX = physics.position("ball_x");
    ballZ = physics.position("ball_z");
    ball = physics.data("xpos", "ball");
    ballSize = physics.model().row("geom_size", "ball");
    target = physics.data("site_xpos", "target");
    targetSize = physics.model().row("site_size", "target");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    do {
      ballX.set(0, random.uniform(-0.2, 0.2));
      ballZ.set(0, random.uniform(0.2, 0.5));
      physics.forwardWithoutActuation();
    } while (physics.inContact());
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("position", positions.toArray());
    observation.put("velocity", velocities.toArray());
  }

  @Override
  public double reward() {
    return caught(X) && caught(Z) ? 1 : 0;
  }

  /** Whether the whole ball is within the target box along an axis. */
  private boolean caught(int axis) {
    double distance = Math.abs(target.get(axis) - ball.get(axis));
    return distance < targetSize.get(axis) - ballSize.get(0);
  }
}
