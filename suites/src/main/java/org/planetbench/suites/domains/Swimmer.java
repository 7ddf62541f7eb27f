package org.planetbench.suites.domains;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.control.Domain;
import org.planetbench.suites.control.Frame;
import org.planetbench.suites.control.NumpyRandomState;
import org.planetbench.suites.control.NumpySums;
import org.planetbench.suites.control.Physics;
import org.planetbench.suites.control.RandomJoints;
import org.planetbench.suites.control.Rewards;
import org.planetbench.suites.control.Task;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.mujoco.ModelXml;
import org.planetbench.suites.mujoco.NativeArray;
import org.w3c.dom.Element;

/** A planar chain of links in water, which has to bring its nose to a target. */
public final class Swimmer implements Task {
  public static final TaskDefinition SWIMMER6 = task(6);
  public static final TaskDefinition SWIMMER15 = task(15);

  /** The links that the model file's cameras are placed for. */
  private static final double USUAL_LINKS = 6;

  private static final int ROOT_POSITIONS = 3;
  private static final int ANGULAR_Z = 2;

  private final RandomJoints joints;
  private final NativeArray angles;
  private final List<NativeArray> linearVelocities; // of each link, as it sees them
  private final List<NativeArray> angularVelocities;
  private final NativeArray headFrame;
  private final NativeArray nose;
  private final NativeArray target; // in the world
  private final NativeArray targetPlace; // in the model
  private final NativeArray targetLight;
  private final NativeArray targetSize;

  private static TaskDefinition task(int links) {
    return new Domain("swimmer", links - 1, 0.03, 15)
        .task(
            "swimmer" + links,
            List.of(
                new ObservationSpec("joints", links - 1),
                new ObservationSpec("to_target", 2),
                new ObservationSpec("body_velocities", 3 * links)),
            xml -> addLinks(xml, links),
            physics -> new Swimmer(physics, links));
  }

  /**
   * The file has the head only. Each further link hangs on the one before, with motor and sensors.
   */
  private static void addLinks(ModelXml xml, int links) {
    Element actuators = xml.append(xml.root(), "actuator");
    Element sensors = xml.append(xml.root(), "sensor");
    double range = 360.0 / links; // degrees
    Element link = xml.element("body", "head");
    for (int i = 0; i < links - 1; i++) {
      String site = "site_" + i;
      String joint = "joint_" + i;
      link = xml.append(link, "body", "name", "segment_" + i, "pos", "0 .1 0");
      xml.append(link, "geom", "class", "visual", "name", "visual_" + i);
      xml.append(link, "geom", "class", "inertial", "name", "inertial_" + i);
      xml.append(link, "site", "name", site);
      xml.append(link, "joint", "name", joint, "range", -range + " " + range);
      xml.append(actuators, "motor", "name", "motor_" + i, "joint", joint);
      xml.append(sensors, "velocimeter", "name", "velocimeter_" + i, "site", site);
      xml.append(sensors, "gyro", "name", "gyro_" + i, "site", site);
    }
    moveAway(xml, "tracking1", links / USUAL_LINKS);
    moveAway(xml, "tracking2", links / USUAL_LINKS);
  }

  private static void moveAway(ModelXml xml, String camera, double scale) {
    Element element = xml.element("camera", camera);
    String[] place = element.getAttribute("pos").split(" ", -1);
    for (int i = 0; i < place.length; i++) {
      place[i] = Double.toString(Double.parseDouble(place[i]) * scale);
    }
    element.setAttribute("pos", String.join(" ", place));
  }

  private Swimmer(Physics physics, int links) {
    joints = new RandomJoints(physics);
    angles = physics.positions().slice(ROOT_POSITIONS, links - 1);
    linearVelocities = sensors(physics, "head_vel", "velocimeter_", links);
    angularVelocities = sensors(physics, "head_gyro", "gyro_", links);
    headFrame = physics.frame("head");
    nose = physics.data("geom_xpos", "nose");
    target = physics.data("geom_xpos", "target");
    targetPlace = physics.model().row("geom_pos", "target");
    targetLight = physics.model().row("light_pos", "target_light");
    targetSize = physics.model().row("geom_size", "target");
  }

  private static List<NativeArray> sensors(
      Physics physics, String ofHead, String ofOthers, int links) {
    return IntStream.range(0, links)
        .mapToObj(link -> physics.sensor(link == 0 ? ofHead : ofOthers + (link - 1)))
        .toList();
  }

  @Override
  public void initializeEpisode(NumpyRandomState random) {
    joints.randomize(random);
    double box = random.sample() < 0.2 ? 0.3 : 2; // a fifth of the targets is near
    for (int axis = 0; axis < 2; axis++) {
      double place = random.uniform(-box, box);
      targetPlace.set(axis, place);
      targetLight.set(axis, place);
    }
  }

  @Override
  public void observe(Map<String, double[]> observation) {
    observation.put("joints", angles.toArray());
    observation.put("to_target", new double[] {toTarget(0), toTarget(1)});
    double[] velocities = new double[3 * linearVelocities.size()];
    for (int link = 0; link < linearVelocities.size(); link++) {
      velocities[3 * link] = linearVelocities.get(link).get(0);
      velocities[3 * link + 1] = linearVelocities.get(link).get(1);
      velocities[3 * link + 2] = angularVelocities.get(link).get(ANGULAR_Z);
    }
    observation.put("body_velocities", velocities);
  }

  @Override
  public double reward() {
    double radius = targetSize.get(0);
    return Rewards.longTail(NumpySums.norm(toTarget(0), toTarget(1)), 0, radius, 5 * radius);
  }

  /** From the nose, as the head sees it. */
  private double toTarget(int axis) {
    return Frame.along(axis, headFrame, nose, target);
  }
}
