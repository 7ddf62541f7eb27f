package org.planetbench.harness.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.planet.Variant;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkpoints;
import org.planetbench.results.run.RunFolder;
import org.planetbench.suites.ActionSpec;

/**
 * Whether a model that plans its own data becomes too hopeful: at every decision of an episode,
 * what the model expects of the plan, less what the simulator pays for it, and less what the next H
 * agent steps gave with planning anew, which gains by itself.
 *
 * <p>The first of random plans, which nobody chose because the model likes them, says how much
 * choosing adds: the search's choice of errors in its favour, or that the data have few such plans.
 */
final class DriftStudy implements Study {
  static final String PLAN = "plan";
  static final String EXECUTED = "executed actions";
  static final String RANDOM = "random plan";
  static final String GAP = "gap";

  private static final String CROSS = "cross";
  private static final String IMAGINED_0 = "imagined_0";
  private static final String IMAGINED_25 = "imagined_25";
  private static final String IMAGINED_50 = "imagined_50";

  /** Parts of the streams: the number of the checkpoint's stage is below. */
  private static final long PLAYED = 1L << 32;

  private static final long IMAGINED = 2L << 32;
  private static final long DRAWN = 3L << 32;

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public String question() {
    return "Do data that the agent collects itself make its model too hopeful?";
  }

  @Override
  public List<String> variants() {
    return List.of("rssm", "random_collection");
  }

  @Override
  public int revision() {
    return 3;
  }

  /** What the model learns from is changed offline, in PlaNet's own runs. */
  @Override
  public List<String> parts(String variant) {
    return variant.equals(Variant.RSSM.id())
        ? List.of(GAP, CROSS, IMAGINED_0, IMAGINED_25, IMAGINED_50)
        : List.of(GAP);
  }

  @Override
  public List<RunFolder> others(Siblings siblings, String part) throws IOException {
    return part.equals(CROSS)
        ? List.copyOf(CrossTable.others(siblings).sequencedValues())
        : List.of();
  }

  @Override
  public List<StudyValue> measure(FrozenCell cell, String part) throws IOException {
    return switch (part) {
      case GAP -> gaps(cell);
      case CROSS -> new CrossTable(cell).measure();
      default ->
          new FixedData(cell)
              .measure(part, cell.setting().recipe(), Integer.parseInt(part.substring(9)) / 100.0);
    };
  }

  /**
   * The last checkpoint replaces one from before the last updates, of as many environment steps.
   */
  private static List<StudyValue> gaps(FrozenCell cell) throws IOException {
    SequencedMap<Long, Checkpoints.Saved> newest = new LinkedHashMap<>();
    cell.checkpoints().forEach(saved -> newest.put(saved.state().environmentSteps(), saved));
    List<StudyValue> values = new ArrayList<>();
    for (Checkpoints.Saved checkpoint : newest.values()) {
      try (WorldModel model = cell.model(checkpoint)) {
        new Episode(cell, checkpoint, model).measure(values);
      }
    }
    return values;
  }

  /** Of one checkpoint, from the same start state as those of the others. */
  private static final class Episode implements FrozenPlay.Observer {
    private final FrozenCell cell;
    private final Checkpoints.Saved checkpoint;
    private final WorldModel model;
    private final int horizon;
    private final ActionSpec box;
    private final PlanReturns returns;
    private final RandomGenerator imagination;
    private final RandomGenerator drawn;

    private final List<Belief> beliefs = new ArrayList<>();
    private final List<float[]> plans = new ArrayList<>();
    private final List<Double> rewards = new ArrayList<>();
    private final List<double[]> expected =
        new ArrayList<>(); // plan: model, true; random: the same

    Episode(FrozenCell cell, Checkpoints.Saved checkpoint, WorldModel model) {
      this.cell = cell;
      this.checkpoint = checkpoint;
      this.model = model;
      this.horizon = cell.setting().recipe().planner().horizon();
      this.box = cell.setting().actionSpec();
      this.returns = new PlanReturns(horizon, box.size());
      int stage = checkpoint.state().nextStage();
      imagination = cell.streams(IMAGINED + stage).generator(Purpose.STUDY, 0);
      drawn = cell.streams(DRAWN + stage).generator(Purpose.STUDY, 0);
    }

    void measure(List<StudyValue> values) {
      RandomStreams streams = cell.streams(PLAYED + checkpoint.state().nextStage());
      double sum =
          new FrozenPlay(cell, model, cell.setting().recipe()).play(cell.start(0), streams, this);
      int whole = rewards.size() - horizon + 1; // decisions after which H steps were played
      if (whole < 1) {
        throw new BadInputException(
            "drift: expected episodes of at least H = %d agent steps, got %d; lower horizon"
                .formatted(horizon, rewards.size()));
      }
      double[] means = new double[6];
      for (int t = 0; t < whole; t++) {
        double[] of = expected.get(t);
        means[0] += of[0] / whole;
        means[1] += of[1] / whole;
        means[2] += of[2] / whole;
        means[3] += of[3] / whole;
        means[4] += returns.predicted(model, beliefs.get(t), executed(t), imagination) / whole;
        means[5] += rewards.subList(t, t + horizon).stream().mapToDouble(r -> r).sum() / whole;
      }
      values.add(value(PLAN, "predicted", means[0], whole));
      values.add(value(PLAN, "blindly", means[1], whole));
      values.add(value(PLAN, "given", means[5], whole));
      values.add(value(PLAN, "gap", means[0] - means[5], whole));
      values.add(value(RANDOM, "predicted", means[2], whole));
      values.add(value(RANDOM, "blindly", means[3], whole));
      values.add(value(RANDOM, "gap", means[2] - means[3], whole));
      values.add(value(EXECUTED, "predicted", means[4], whole));
      values.add(value(EXECUTED, "gap", means[4] - means[5], whole));
      values.add(value(PLAN, "episode_return", sum, 1));
    }

    private StudyValue value(String subject, String quantity, double value, long over) {
      return cell.value(checkpoint, subject, quantity, value, over);
    }

    @Override
    public void decided(int step, Belief belief, float[] plan) {
      float[] random = new float[plan.length];
      for (int t = 0; t < horizon; t++) {
        System.arraycopy(cell.uniform(drawn), 0, random, t * box.size(), box.size());
      }
      expected.add(
          new double[] {
            returns.predicted(model, belief, plan, imagination),
            returns.realised(cell.simulator(), plan),
            returns.predicted(model, belief, random, imagination),
            returns.realised(cell.simulator(), random)
          });
      beliefs.add(belief);
      plans.add(plan);
    }

    @Override
    public void earned(double reward) {
      rewards.add(reward);
    }

    /** The first actions of the plans from a decision on: what was done. */
    private float[] executed(int from) {
      float[] actions = new float[horizon * box.size()];
      for (int t = 0; t < horizon; t++) {
        System.arraycopy(plans.get(from + t), 0, actions, t * box.size(), box.size());
      }
      return actions;
    }
  }

  @Override
  public StudyAnswer answer(StudyValues values) {
    return DriftAnswer.of(values);
  }
}
