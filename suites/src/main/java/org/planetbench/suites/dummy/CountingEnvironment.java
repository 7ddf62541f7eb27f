package org.planetbench.suites.dummy;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Actions;
import org.planetbench.suites.Bookmark;
import org.planetbench.suites.Camera;
import org.planetbench.suites.Observation;
import org.planetbench.suites.ObservationSpec;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.TimeStep;

/**
 * Counts its environment steps. Everything it shows can be checked:
 *
 * <ul>
 *   <li>the observation is the count and the episode's seed;
 *   <li>the reward of environment step n is (n mod 4) / 4, which sums without rounding: an episode
 *       of 40 environment steps returns 15, one of 24 returns 9;
 *   <li>the picture's first pixel is (count, seed, 0) modulo 256, and a white column marks the
 *       count modulo the width.
 * </ul>
 */
public final class CountingEnvironment implements SuiteEnvironment {
  private static final int REWARD_CYCLE = 4;
  private static final double STEP_SECONDS = 0.02;

  private final TaskInfo info;
  private final Duration stepTime;
  private int seed;
  private int count;
  private int episode; // how many there were
  private boolean seeded;
  private boolean running;

  /** What the environment knows of an episode, its own. */
  private record Moment(CountingEnvironment of, int episode, int count) implements Bookmark {
    @Override
    public void close() {}
  }

  public CountingEnvironment(TaskInfo info) {
    this(info, Duration.ZERO);
  }

  /**
   * @param stepTime how long a step waits, so that a cell takes as long on any machine
   */
  public CountingEnvironment(TaskInfo info, Duration stepTime) {
    this.info = info;
    this.stepTime = stepTime;
  }

  /** How the registry lists an environment that counts: two actions, 40 environment steps. */
  public static TaskInfo info(String id) {
    return info(id, 2, 40);
  }

  /** The same with other actions and another episode length. */
  public static TaskInfo info(String id, int actions, int episodeLength) {
    List<ObservationSpec> observations =
        List.of(new ObservationSpec("count", 1), new ObservationSpec("seed", 1));
    return new TaskInfo(new TaskId(id), actions, STEP_SECONDS, 1, episodeLength, observations);
  }

  @Override
  public TaskInfo info() {
    return info;
  }

  @Override
  public ActionSpec actionSpec() {
    return info.actionSpec();
  }

  @Override
  public TimeStep reset(int seed) {
    this.seed = seed - 1;
    seeded = true;
    return reset();
  }

  /** The next episode's seed is the last one's plus one. */
  @Override
  public TimeStep reset() {
    if (!seeded) {
      throw new IllegalStateException(info.id() + ": the first reset needs a seed");
    }
    seed++;
    episode++;
    count = 0;
    running = true;
    return new TimeStep(0, false, observation());
  }

  @Override
  public TimeStep step(double[] action) {
    requireRunning();
    Actions.check(action, actionSpec(), info.id());
    LockSupport.parkNanos(stepTime.toNanos());
    count++;
    running = count < info.episodeLength();
    return new TimeStep(reward(count), !running, observation());
  }

  private static double reward(int count) {
    return (double) (count % REWARD_CYCLE) / REWARD_CYCLE;
  }

  private void requireRunning() {
    if (!running) {
      throw new IllegalStateException(info.id() + ": no episode is running; reset first");
    }
  }

  private Observation observation() {
    Map<String, double[]> state = new LinkedHashMap<>();
    state.put("count", new double[] {count});
    state.put("seed", new double[] {seed});
    return new Observation(state, Optional.empty());
  }

  @Override
  public double time() {
    return count * STEP_SECONDS;
  }

  @Override
  public double[] positions() {
    return new double[] {count};
  }

  @Override
  public double[] velocities() {
    return new double[] {1};
  }

  @Override
  public Bookmark bookmark() {
    requireRunning();
    return new Moment(this, episode, count);
  }

  @Override
  public void returnTo(Bookmark bookmark) {
    if (!(bookmark instanceof Moment moment) || !equals(moment.of) || moment.episode != episode) {
      throw new IllegalArgumentException(
          info.id() + ": expected a bookmark of this episode, got one of another");
    }
    count = moment.count;
    running = true;
  }

  @Override
  public Camera openCamera(int height, int width, RenderQuality quality) {
    return new Camera() {
      @Override
      public Pixels picture() {
        return draw(height, width);
      }

      @Override
      public void close() {}
    };
  }

  /** Every candidate earns the same: nothing here depends on the actions. */
  @Override
  public Simulator openSimulator(int actionRepeat, int threads) {
    Simulator.requireCounts(actionRepeat, threads);
    return new Simulator() {
      @Override
      public int actionSize() {
        return info.actions();
      }

      @Override
      public void rollOut(
          float[] actions, int horizon, int candidates, double discount, double[] returns) {
        requireRunning();
        int end = Math.min(info.episodeLength(), count + horizon * actionRepeat);
        double sum = 0;
        for (int n = count; n < end; n++) {
          int action = (n - count) / actionRepeat;
          sum += Math.pow(discount, action) * reward(n + 1);
        }
        Arrays.fill(returns, 0, candidates, sum);
      }

      @Override
      public void close() {}
    };
  }

  private Pixels draw(int height, int width) {
    byte[] rgb = new byte[3 * height * width]; // [height, width, 3]
    int column = count % width;
    for (int y = 0; y < height; y++) {
      for (int channel = 0; channel < 3; channel++) {
        rgb[3 * (y * width + column) + channel] = (byte) 0xff;
      }
    }
    rgb[0] = (byte) count;
    rgb[1] = (byte) seed;
    rgb[2] = 0;
    return new Pixels(height, width, rgb);
  }

  @Override
  public void close() {}
}
