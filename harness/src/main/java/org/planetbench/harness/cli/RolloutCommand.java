package org.planetbench.harness.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Recipes;
import org.planetbench.agents.planet.Variant;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.rollout.ActionFile;
import org.planetbench.harness.rollout.FrameFolder;
import org.planetbench.harness.rollout.Policies;
import org.planetbench.harness.rollout.Policy;
import org.planetbench.harness.rollout.Rollout;
import org.planetbench.harness.rollout.RolloutRow;
import org.planetbench.harness.rollout.RolloutSink;
import org.planetbench.harness.rollout.RolloutSpec;
import org.planetbench.results.run.csv.CsvRowWriter;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.UnwritableFileException;
import org.planetbench.suites.Camera;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.RenderQuality;
import org.planetbench.suites.SuiteEnvironment;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.mujoco.Graphics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench rollout}. */
@Command(
    name = "rollout",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Plays a task without an agent that learns and writes what happened as CSV.",
    description = {
      "Columns: episode,step,time,reward,qpos_*,qvel_*,obs_*,action_*, a row for each "
          + "environment step, which is the state after it, its reward and its action. Row 0 "
          + "of an episode is the state after the reset and has neither. Numbers are the "
          + "shortest that read back to the same bits. The same seed and actions give "
          + "dm_control's states, observations, rewards and frames."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench rollout --task cheetah_run --seed 1",
      "      random actions, CSV on the terminal",
      "  bench rollout --task walker_walk --seed 7 --policy zero --out fall.csv",
      "  bench rollout --task reacher_easy --seed 3 --actions actions.csv",
      "      actions.csv: a line 'action_0,action_1', then a line of two numbers",
      "      for each environment step. Numbers outside [-1, 1] are clipped by the",
      "      engine, NaN is refused.",
      "  bench rollout --task finger_spin --seed 0 --episodes 3 --out three.csv",
      "      The first episode is seeded, the others go on with its random",
      "      stream, as in dm_control.",
      "  bench rollout --task cheetah_run --seed 1 --steps 100 --frames frames",
      "      ffmpeg -framerate 100 -pattern_type glob -i 'frames/*.png' run.mp4",
      "  bench rollout --task cartpole_swingup --seed 1 --policy simulator_cem",
      "",
      "Exit codes: 0 done, 2 bad input, 4 machine not ready (bench doctor says why), 5 the simulation"
          + " diverged or the output could not be written; then --out is as it was before."
    })
final class RolloutCommand implements Callable<Integer> {
  /** What chooses actions where there is no file of them. */
  enum PolicyKind {
    RANDOM,
    ZERO,
    SIMULATOR_CEM
  }

  /** Whose bytes are still one array. */
  private static final int LARGEST_PICTURE = 4_096; // as OffscreenRenderer has it

  @Option(
      names = "--task",
      required = true,
      paramLabel = "T",
      completionCandidates = Candidates.Tasks.class,
      description = "The task (bench list tasks).")
  private String task = "";

  @Option(
      names = "--seed",
      required = true,
      paramLabel = "S",
      description = "Of the first episode: dm_control's random=S. Also of the policy's draws.")
  private String seed = "";

  @Option(
      names = "--policy",
      paramLabel = "P",
      description =
          "random: uniform in the action box, anew for each environment step (the default); zero;"
              + " or simulator_cem: plans in the simulator itself, minutes for an episode.")
  private @Nullable PolicyKind policy;

  @Option(
      names = "--actions",
      paramLabel = "FILE",
      description = "Play these actions instead of a policy's: columns action_0,action_1,...")
  private @Nullable Path actions;

  @Option(
      names = "--episodes",
      paramLabel = "N",
      defaultValue = "1",
      description = "Consecutive episodes of one environment. Default: 1.")
  private int episodes = 1;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Environment steps of an episode at most. Default: all until its time limit.")
  private @Nullable Integer steps;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the CSV there, whole or not at all. Default: standard output.")
  private @Nullable Path out;

  @Option(
      names = "--frames",
      paramLabel = "DIR",
      description = "Keep a picture for each row there, from camera 0, as PNG.")
  private @Nullable Path frames;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Height and width of the pictures. Default: 64.")
  private @Nullable Integer size;

  @Option(
      names = "--quality",
      paramLabel = "Q",
      description = "reference: dm_control's picture, every bit; or fast. Default: reference.")
  private @Nullable RenderQuality quality;

  @Option(
      names = "--recipe",
      paramLabel = "R",
      description = "Of simulator_cem: the size of its search (bench list recipes). Default: tiny.")
  private @Nullable String recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Of simulator_cem: changes a setting of the recipe, such as candidates.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but the CSV and what goes wrong.")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    requireOptionsThatFit();
    TaskInfo info = RolloutSpec.task(task);
    List<double[]> recorded =
        actions == null ? List.of() : ActionFile.read(actions, info.actions());
    RolloutSpec spec =
        RolloutSpec.of(
            info,
            seed,
            episodes,
            steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
            actions == null ? OptionalInt.empty() : OptionalInt.of(recorded.size()));
    Recipe search = recipe();
    requirePlaces();
    if (!quiet) {
      Graphics.remark().ifPresent(System.err::println);
    }
    try (SuiteEnvironment environment = ControlSuite.load(info.id());
        Policy chosen = policy(environment, spec, search, recorded)) {
      Path folder = frames;
      if (folder == null) {
        write(spec, environment, chosen, List.of());
      } else {
        try (Camera camera = camera(environment)) {
          AtomicFile.createFolder(folder); // from here on nothing is refused
          write(spec, environment, chosen, List.of(new FrameFolder(folder, camera)));
        }
      }
    }
    return Main.success();
  }

  private void requireOptionsThatFit() {
    if (actions != null && policy != null) {
      throw new BadInputException("--actions and --policy: each chooses the actions; give one");
    }
    if (policy != PolicyKind.SIMULATOR_CEM && (recipe != null || !settings.isEmpty())) {
      throw new BadInputException(
          "--recipe and --set are of --policy simulator_cem; leave them out or choose it");
    }
    if (frames == null && (size != null || quality != null)) {
      throw new BadInputException("--size and --quality are of pictures: add --frames DIR");
    }
  }

  private Recipe recipe() {
    Variant planner = Variant.SIMULATOR_CEM;
    try {
      Recipe adapted =
          planner.adapt(
              Recipes.named(recipe == null ? "tiny" : recipe), new LinkedHashMap<>(settings));
      planner.requireUse(settings.keySet(), settings);
      planner.kind().requireFits(adapted);
      return adapted;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A place that can't be written is told before hours of planning, not after. */
  private void requirePlaces() throws IOException {
    try {
      if (out != null) {
        if (Files.isDirectory(out)) {
          throw new BadInputException("--out: expected a file, got the folder " + out);
        }
        AtomicFile.requireFolder(folderOf(out));
      }
      if (frames != null) {
        FrameFolder.require(frames);
      }
    } catch (UnwritableFileException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }

  private Policy policy(
      SuiteEnvironment environment, RolloutSpec spec, Recipe search, List<double[]> recorded) {
    if (actions != null) {
      return Policies.recorded(recorded);
    }
    long seedOfDraws = Integer.toUnsignedLong(spec.seed());
    return switch (policy == null ? PolicyKind.RANDOM : policy) {
      case RANDOM -> Policies.random(environment.actionSpec(), seedOfDraws);
      case ZERO -> Policies.zero(environment.actionSpec());
      case SIMULATOR_CEM ->
          Policies.simulatorCem(
              environment, search, seedOfDraws, Runtime.getRuntime().availableProcessors());
    };
  }

  private Camera camera(SuiteEnvironment environment) {
    int side = size == null ? 64 : size;
    if (side < 1 || side > LARGEST_PICTURE) {
      throw new BadInputException(
          "--size: expected 1 to %d pixels, got %d".formatted(LARGEST_PICTURE, side));
    }
    try {
      return environment.openCamera(
          side, side, quality == null ? RenderQuality.REFERENCE : quality);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--size: " + e.getMessage(), e);
    }
  }

  private void write(
      RolloutSpec spec, SuiteEnvironment environment, Policy chosen, List<RolloutSink> others)
      throws IOException {
    Path file = out;
    try (RolloutProgress progress = new RolloutProgress(spec, lines(file != null))) {
      List<RolloutSink> sinks = new ArrayList<>(others);
      sinks.add(progress);
      if (file == null) {
        play(spec, environment, chosen, sinks, new StandardOutput());
      } else {
        AtomicFile.createFolder(folderOf(file));
        AtomicFile.write(file, csv -> play(spec, environment, chosen, sinks, csv));
      }
    }
  }

  /** Where rows go to the terminal, lines that change would land in their midst. */
  private StatusLines lines(boolean mayChange) {
    return quiet ? StatusLines.quiet() : mayChange ? StatusLines.onErr() : StatusLines.plainOnErr();
  }

  private static void play(
      RolloutSpec spec,
      SuiteEnvironment environment,
      Policy chosen,
      List<RolloutSink> sinks,
      OutputStream csv)
      throws IOException {
    CsvRowWriter rows = new CsvRowWriter(csv, RolloutRow.columns(environment));
    List<RolloutSink> all = new ArrayList<>(sinks);
    all.addFirst(row -> rows.write(row.fields(spec.task().actions())));
    Rollout.play(spec, environment, chosen, all);
  }
}
