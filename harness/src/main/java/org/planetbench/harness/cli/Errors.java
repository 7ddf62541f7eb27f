package org.planetbench.harness.cli;

import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ErrorLine;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.results.MalformedFileException;
import org.planetbench.suites.MachineNotReadyException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one line and an exit code. */
final class Errors {
  private Errors() {}

  static int badArguments(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    System.err.println("bench: " + error.getMessage());
    UnmatchedArgumentException.printSuggestions(error, command.getErr());
    System.err.println(
        "See '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
    return ExitCode.BAD_INPUT.number();
  }

  static int report(Throwable error, boolean debug) {
    ExitCode code =
        switch (error) {
          case BadInputException e -> ExitCode.BAD_INPUT;
          case MalformedFileException e -> ExitCode.BAD_INPUT;
          case MachineNotReadyException e -> ExitCode.NOT_READY;
          default -> ExitCode.CELL_FAILED;
        };
    System.err.println("bench: " + ErrorLine.of(error));
    if (debug) {
      error.printStackTrace();
    }
    return code.number();
  }
}
