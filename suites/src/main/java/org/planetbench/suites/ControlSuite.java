package org.planetbench.suites;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.planetbench.suites.control.TaskDefinition;
import org.planetbench.suites.domains.Acrobot;
import org.planetbench.suites.domains.BallInCup;
import org.planetbench.suites.domains.Cartpole;
import org.planetbench.suites.domains.Cheetah;
import org.planetbench.suites.domains.Finger;
import org.planetbench.suites.domains.Fish;
import org.planetbench.suites.domains.Hopper;
import org.planetbench.suites.domains.Humanoid;
import org.planetbench.suites.domains.Manipulator;
import org.planetbench.suites.domains.Pendulum;
import org.planetbench.suites.domains.PointMass;
import org.planetbench.suites.domains.Reacher;
import org.planetbench.suites.domains.Swimmer;
import org.planetbench.suites.domains.Walker;
import org.planetbench.suites.dummy.CountingEnvironment;
import org.planetbench.suites.dummy.FailingEnvironment;
import org.planetbench.suites.wrappers.PixelObservations;

/** The registry of tasks. */
public final class ControlSuite {
  /** A task and how it is made. */
  private record Entry(TaskInfo info, Supplier<SuiteEnvironment> factory) {
    TaskId id() {
      return info.id();
    }
  }

  private static final String DUMMY = "dummy";

  /** An episode of 40 steps takes a second. */
  private static final Duration SLOW_STEP = Duration.ofMillis(25);

  private static final List<Entry> TASKS =
      sorted(
          control(Acrobot.SWINGUP),
          control(Acrobot.SWINGUP_SPARSE),
          control(BallInCup.CATCH),
          control(Cartpole.BALANCE),
          control(Cartpole.BALANCE_SPARSE),
          control(Cartpole.SWINGUP),
          control(Cartpole.SWINGUP_SPARSE),
          control(Cheetah.RUN),
          control(Finger.SPIN),
          control(Finger.TURN_EASY),
          control(Finger.TURN_HARD),
          control(Fish.SWIM),
          control(Fish.UPRIGHT),
          control(Hopper.HOP),
          control(Hopper.STAND),
          control(Humanoid.RUN),
          control(Humanoid.STAND),
          control(Humanoid.WALK),
          control(Manipulator.BRING_BALL),
          control(Pendulum.SWINGUP),
          control(PointMass.EASY),
          control(Reacher.EASY),
          control(Reacher.HARD),
          control(Swimmer.SWIMMER15),
          control(Swimmer.SWIMMER6),
          control(Walker.RUN),
          control(Walker.STAND),
          control(Walker.WALK));

  private static final List<Entry> DUMMIES =
      sorted(
          counting(CountingEnvironment.info("dummy_counting")),
          counting(CountingEnvironment.info("dummy_short", 1, 24)),
          slow(CountingEnvironment.info("dummy_slow")),
          failing("dummy_failing_reset", FailingEnvironment.Stage.RESET),
          failing("dummy_failing_step", FailingEnvironment.Stage.STEP),
          failing("dummy_failing_render", FailingEnvironment.Stage.RENDER));

  private static final List<TaskSet> SETS =
      List.of(
          set(
              "six_tasks",
              "cartpole_swingup",
              "reacher_easy",
              "cheetah_run",
              "finger_spin",
              "ball_in_cup_catch",
              "walker_walk"),
          set("dummy_tasks", "dummy_short", "dummy_counting"));

  private ControlSuite() {}

  private static TaskSet set(String id, String... tasks) {
    return new TaskSet(
        new TaskId(id), Stream.of(tasks).map(task -> info(new TaskId(task))).toList());
  }

  private static Entry control(TaskDefinition definition) {
    return new Entry(definition.info(), definition::load);
  }

  private static Entry counting(TaskInfo info) {
    return new Entry(info, () -> new CountingEnvironment(info));
  }

  private static Entry slow(TaskInfo info) {
    return new Entry(info, () -> new CountingEnvironment(info, SLOW_STEP));
  }

  private static Entry failing(String id, FailingEnvironment.Stage stage) {
    TaskInfo info = CountingEnvironment.info(id);
    return new Entry(info, () -> new FailingEnvironment(info, stage));
  }

  private static List<Entry> sorted(Entry... entries) {
    return Stream.of(entries).sorted(Comparator.comparing(Entry::id)).toList();
  }

  /** The tasks on real physics, sorted by id. */
  public static List<TaskInfo> tasks() {
    return TASKS.stream().map(Entry::info).toList();
  }

  /** The environments without physics, to try an installation out, sorted by id. */
  public static List<TaskInfo> dummies() {
    return DUMMIES.stream().map(Entry::info).toList();
  }

  /** The sets of tasks that one agent may play, the paper's first. */
  public static List<TaskSet> sets() {
    return SETS;
  }

  /**
   * What an id stands for: a task or dummy, or the tasks of a set in their order.
   *
   * @throws UnknownTaskException with the nearest name, if there is neither
   */
  public static List<TaskInfo> tasksOf(TaskId id) {
    return SETS.stream()
        .filter(set -> set.id().equals(id))
        .findFirst()
        .map(TaskSet::tasks)
        .orElseGet(() -> List.of(info(id)));
  }

  /**
   * What the registry says about a task or dummy.
   *
   * @throws UnknownTaskException with the nearest name, if it has no such task
   */
  public static TaskInfo info(TaskId task) {
    return find(task).info();
  }

  /**
   * Loads a task or dummy. The caller closes it.
   *
   * @throws UnknownTaskException if the registry has no such task
   * @throws MachineNotReadyException if MuJoCo is not installed as expected
   */
  public static SuiteEnvironment load(TaskId task) {
    return find(task).factory().get();
  }

  /**
   * Loads a task as PlaNet sees it: actions repeated, pictures instead of nothing. The caller
   * closes it.
   *
   * @throws UnknownTaskException if the registry has no such task
   * @throws MachineNotReadyException if MuJoCo or OpenGL is not installed as expected
   */
  public static PixelObservations loadPixels(
      TaskId task, int actionRepeat, int height, int width, RenderQuality quality) {
    return new PixelObservations(load(task), actionRepeat, height, width, quality);
  }

  private static Entry find(TaskId task) {
    List<Entry> all = new ArrayList<>(TASKS);
    all.addAll(DUMMIES);
    return all.stream()
        .filter(entry -> entry.id().equals(task))
        .findFirst()
        .orElseThrow(() -> unknown(task, all));
  }

  private static UnknownTaskException unknown(TaskId task, List<Entry> all) {
    for (TaskSet set : SETS) {
      if (set.id().equals(task)) {
        return new UnknownTaskException("expected one task, got '" + task + "', which is a set");
      }
    }
    boolean dummy = task.id().startsWith(DUMMY);
    List<String> known =
        Stream.concat(all.stream().map(Entry::id), SETS.stream().map(TaskSet::id))
            .map(TaskId::id)
            .filter(id -> id.startsWith(DUMMY) == dummy)
            .toList();
    return new UnknownTaskException(
        "unknown task '" + task + "'" + Suggestion.of(task.id(), known));
  }
}
