package org.planetbench.harness.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BackendDefault;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.measure.MeasureProcess;
import org.planetbench.harness.measure.MeasureSpec;
import org.planetbench.harness.measure.MeasureSpec.Subject;
import org.planetbench.harness.measure.Measurement;
import org.planetbench.harness.run.Checkout;
import org.planetbench.suites.mujoco.Graphics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench measure}. */
@Command(
    name = "measure",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Times a part of a cell's work.",
    description = {
      "It works in a process like a cell's, after warming up:",
      "  plan          a decision: encode the picture, filter the belief, plan",
      "  update        an update step: sample a batch, forward, backward, Adam",
      "  environment   an environment step, and the picture after an action",
      "Weights are as initialised, pictures and batches are real. Beside the times "
          + "stands the calibration: what plain matrix products reach in the same process "
          + "with the same threads, so that figures of two machines can be compared. On a "
          + "busy machine trust the minimum and the CPU time."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench measure plan                       the published planner, all cores",
      "  bench measure plan --recipe tiny --task cartpole_balance --samples 200",
      "  bench measure update --threads 1 --json  one JSON object, for scripts",
      "  bench measure environment --task walker_walk --render-quality fast",
      "  bench measure environment --render-quality none   without OpenGL",
      "  ci/speed-ratios                          the same shapes against PyTorch",
      "  ci/environment-speed                     environments against dm_control"
    })
final class MeasureCommand implements Callable<Integer> {
  @Parameters(paramLabel = "WHAT", description = "plan, update or environment.")
  private Subject subject = Subject.PLAN;

  @Option(
      names = "--recipe",
      paramLabel = "R",
      defaultValue = "head",
      description = "Sizes of model, batch and search (bench list recipes). Default: head.")
  private String recipe = "head";

  @Option(
      names = "--task",
      paramLabel = "T",
      defaultValue = "cheetah_run",
      description = "Default: cheetah_run, with 6 actions the most of the paper's tasks.")
  private String task = "cheetah_run";

  @Option(
      names = "--variant",
      paramLabel = "V",
      defaultValue = "rssm",
      description = "Default: rssm.")
  private String variant = "rssm";

  @Option(
      names = "--planner",
      paramLabel = "P",
      description = "Instead of the recipe's (bench list planners).")
  private @Nullable String planner;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a setting of the recipe (bench list recipes).")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--render-quality",
      paramLabel = "Q",
      defaultValue = "reference",
      description = "reference or fast; with environment also none. Default: reference.")
  private String quality = "reference";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of tensor work. Default: all cores.")
  private @Nullable Integer threads;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Default: 20 decisions, 5 updates or 500 agent steps.")
  private @Nullable Integer samples;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "Seconds of work that is not counted. Default: 4.")
  private double warmUpS = MeasureSpec.DEFAULT_WARM_UP_S;

  @Mixin private HeapOption heap = new HeapOption();

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Graphics.remark().ifPresent(System.err::println);
    MeasureProcess.Outcome outcome = MeasureProcess.run(spec(), heap.heap());
    if (outcome.measurement().isPresent()) {
      Measurement measured = outcome.measurement().get();
      System.out.print(json ? measured.toJson() + "\n" : MeasurementText.of(measured));
    }
    return outcome.exitCode().number();
  }

  private MeasureSpec spec() {
    if (planner != null && subject != Subject.PLAN) {
      throw new BadInputException(
          "--planner: decides nothing of %s; leave it out"
              .formatted(subject.name().toLowerCase(Locale.ROOT)));
    }
    if (planner != null && settings.containsKey("planner")) {
      throw new BadInputException("--planner and --set planner: each chooses it; give one");
    }
    SequencedMap<String, String> set = new LinkedHashMap<>();
    BackendDefault.addTo(set);
    if (planner != null) {
      set.put("planner", planner);
    }
    set.putAll(settings);
    return new MeasureSpec(
        subject,
        warmUpS,
        samples != null ? samples : subject.defaultSamples(),
        threads != null ? threads : Runtime.getRuntime().availableProcessors(),
        task,
        variant,
        recipe,
        set,
        quality,
        Checkout.ofThisProgram().commit());
  }
}
