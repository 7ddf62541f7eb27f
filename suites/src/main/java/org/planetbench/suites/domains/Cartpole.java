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
import org.planetbench.suites.mujoco.NativeArray;

/** A cart on a rail with a pole on a free hinge; the force on the cart is controlled. */
public final class Cartpole implements Task {
  private static final Domain DOMAIN = new Domain("cartpole", 1, 0.01, 1);
  private static final List<ObservationSpec> OBSERVATIONS =
      List.of(new ObservationSpec("position", 3), new ObservationSpec("velocity", 2));

  public static final TaskDefinition BALANCE =
      DOMAIN.task("balance", OBSERVATIONS, physics -> new Cartpole(physics, Start.UPRIGHT, false));
  public static final TaskDefinition BALANCE_SPARSE =
      DOMAIN.task(
          "balance_sparse", OBSERVATIONS, physics -> new Cartpole(physics, Start.UPRIGHT, true));
  public static final TaskDefinition SWINGUP =
      DOMAIN.task("swingup", OBSERVATIONS, physics -> new Cartpole(physics, Start.HANGING, false));
  public static final TaskDefinition SWINGUP_SPARSE =
      DOMAIN.task(
          "swingup_sparse", OBSERVATIONS, physics -> new Cartpole(physics, Start.HANGING, true));

  /** Where the pole begins. */
  private enum Start {
    UPRIGHT,
    HANGING
  }

  private final Start start;
  private final boolean sparse;
  private final NativeArray velocities;
  private final NativeArray force;
  private final NativeArray cartPosition;
  private final NativeArray poleAngle;
  private final NativeArray poleVelocity;
  private final NativeArray pole;

  private Cartpole(Physics physics, Start start, boolean sparse) {
    this.start = start;
    this.sparse = sparse;
    velocities = physics.velocities();
    force = physics.controls();
    cartPosition = physics.position("slider");
    poleAngle = physics.position("hinge_1");
    poleVelocity = physics.velocity("hinge_1");
    pole = physics.frame("pole_1");
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    switch (start) {
      case UPRIGHT -> {
        cartPosition.set(0, random.uniform(-0.1, 0.1));
        poleAngle.set(0, random.uniform(-0.034, 0.034));
      }
      case HANGING -> {
        cartPosition.set(0, 0.01 * random.normal());
        poleAngle.set(0, Math.PI + 0.01 * random.normal());
      }
    }
    for (int i = 0; i < velocities.length(); i++) {
      velocities.set(i, 0.01 * random.normal());
    }
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put(
        "position", new double[] {cartPosition.get(0), pole.get(Frame.ZZ), pole.get(Frame.XZ)});
    observation.put("velocity", velocities.toArray());
  }

  @Override
  public double reward() {
    return sparse ? sparseReward() : smoothReward();
  }

  private double sparseReward() {
    double centered = Rewards.indicator(cartPosition.get(0), -0.25, 0.25);
    double upright = Rewards.indicator(pole.get(Frame.ZZ), 0.995, 1);
    return centered * upright;
  }

  private double smoothReward() {
    double upright = (pole.get(Frame.ZZ) + 1) / 2;
    double centered = (1 + Rewards.gaussian(cartPosition.get(0), 0, 0, 2)) / 2;
    double smallControl = (4 + Rewards.smallControl(force)) / 5;
    double smallVelocity = (1 + Rewards.gaussianOfElement(poleVelocity.get(0), 0, 0, 5)) / 2;
    return upright * smallControl * smallVelocity * centered;
  }
}
