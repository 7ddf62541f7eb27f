package org.planetbench.harness.cli;

import java.nio.file.Path;
import org.planetbench.harness.run.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program behind {@code harness/bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    version = Main.VERSION,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Runs PlaNet and its ablations over the DeepMind Control suite with fixed seeds,",
      "records every run, logs it to MLflow and reports.",
      ""
    },
    footerHeading = "%nStart here:%n",
    footer = {
      "  bench run                      learn one task in minutes, with curves and a video",
      "  bench run --task cheetah_run   another task",
      "  bench list tasks               what there is (also variants, recipes, profiles, cells)",
      "  bench verify RUN               is a run what it was recorded as; with --replay: run it again",
      "  bench report                   the report of what was run",
      "  bench compare RUNS_A RUNS_B    two sets of runs, seed by seed",
      "  bench rollout --task cheetah_run --seed 1 --out rollout.csv   states and rewards as CSV",
      "  bench stats SCORES.csv         aggregates over tasks and seeds, with intervals",
      "  bench gate returns --runs runs/ci   holds runs against the project's own reference",
      "  bench bless --runs DIR --reason TEXT   makes runs the project's own reference",
      "  bench measure plan             how long a decision takes here",
      "  bench doctor                   what is installed and what is missing",
      "",
      "Exit codes: 0 success, 1 regression, 2 bad input (do not retry), 3 inconclusive,",
      "4 machine not ready (bench doctor says why), 5 a cell or the program failed, 130 interrupted",
      "(resumable)."
    },
    subcommands = {
      RunCommand.class,
      ListCommand.class,
      RolloutCommand.class,
      MeasureCommand.class,
      VerifyCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      StatsCommand.class,
      GateCommand.class,
      BlessCommand.class,
      MlflowCommand.class,
      DoctorCommand.class,
      CellCommand.class,
      ProbeCommand.class
    })
public final class Main implements Runnable {
  static final String VERSION = "planet-bench 0.1.0";

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  private boolean debug;

  private Main() {}

  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler(Errors::uncaught);
    System.exit(execute(args));
  }

  static int execute(String... args) {
    Main main = new Main();
    try {
      return main.commandLine().execute(args);
    } catch (Throwable e) { // an Error, or a fault of the handlers themselves
      return Errors.report(e, main.debug);
    }
  }

  /** All commands with their options. */
  static CommandLine commands() {
    return new Main().commandLine();
  }

  private CommandLine commandLine() {
    CommandLine line = new CommandLine(this);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false); // a file's name may begin with @
    line.setUsageHelpWidth(100);
    line.registerConverter(Path.class, GivenValues::path);
    line.setExecutionStrategy(GivenValues::requireThenRun);
    line.setParameterExceptionHandler(Errors::badArguments);
    line.setExecutionExceptionHandler((error, command, parsed) -> Errors.report(error, debug));
    return line;
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(System.out);
    }
  }

  static int success() {
    return ExitCode.SUCCESS.number();
  }
}
