package org.planetbench.harness.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.planetbench.harness.run.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program behind {@code harness/bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    version = Main.VERSION,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Runs PlaNet and its ablations over the DeepMind Control suite with fixed seeds, records every"
          + " run, logs it to MLflow and reports.",
      ""
    },
    footerHeading = "%nStart here:%n",
    footer = {
      "  bench run                     plans one task and learns another, in minutes",
      "  bench run --task walker_walk  another task",
      "  bench list tasks              what there is (variants, recipes, cells, ...)",
      "  bench verify RUN --replay     run it again: is it still the same, to the bit?",
      "  bench report                  the report of what was run",
      "  bench compare RUNS_A RUNS_B   two sets of runs, seed by seed",
      "  bench help COMMAND            what a command takes",
      "  bench setup, bench packages   set up what is missing; name the packages for it",
      "  bench test                    sets up, then runs every check and test",
      "  source <(bench completion bash)",
      "",
      "Exit codes: 0 success, 1 regression, 2 bad input (do not retry), 3 inconclusive, 4 machine not"
          + " ready (bench doctor says why), 5 a cell or the program failed, 130 or 143"
          + " interrupted (resumable)."
    },
    subcommands = {
      RunCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      CellCommand.class,
      ListCommand.class,
      RolloutCommand.class,
      MeasureCommand.class,
      VerifyCommand.class,
      MergeCommand.class,
      AbridgeCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      StatsCommand.class,
      StudyCommand.class,
      GateCommand.class,
      BlessCommand.class,
      MlflowCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      HelpCommand.class,
      CellProcessCommand.class,
      ProbeCommand.class,
      StudyCellCommand.class
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
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // digits and points in all that is said
    Thread.setDefaultUncaughtExceptionHandler(Errors::uncaught);
    PrintedOutput output = PrintedOutput.install();
    System.exit(output.exitCode(execute(args)));
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
    splitAtEveryComma(line); // it may have quotes in it, too
    line.setUsageHelpAutoWidth(true);
    line.registerConverter(Path.class, GivenValues::path);
    for (Class<Integer> kind : List.of(int.class, Integer.class)) {
      line.registerConverter(
          kind, text -> GivenValues.number("a whole number", text, Integer::valueOf));
    }
    line.registerConverter(
        Long.class, text -> GivenValues.number("a whole number", text, Long::valueOf));
    for (Class<Double> kind : List.of(double.class, Double.class)) {
      line.registerConverter(kind, text -> GivenValues.number("a number", text, Double::valueOf));
    }
    line.setExecutionStrategy(GivenValues::requireThenRun);
    line.setParameterExceptionHandler(Errors::badArguments);
    line.setExecutionExceptionHandler((error, command, parsed) -> Errors.report(error, debug));
    return line;
  }

  private static void splitAtEveryComma(CommandLine line) {
    line.getCommandSpec().parser().splitQuotedStrings(true);
    line.getSubcommands().values().forEach(Main::splitAtEveryComma);
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
