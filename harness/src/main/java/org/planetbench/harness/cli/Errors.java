package org.planetbench.harness.cli;

import java.io.UncheckedIOException;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ExitCode;
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
          case MachineNotReadyException e -> ExitCode.NOT_READY;
          default -> ExitCode.CELL_FAILED;
        };
    System.err.println("bench: " + message(error));
    if (debug) {
      error.printStackTrace();
    }
    return code.number();
  }

  /** One line, with the exception's kind where that is needed to understand it. */
  static String message(Throwable error) {
    Throwable cause =
        error instanceof UncheckedIOException && error.getCause() != null
            ? error.getCause()
            : error;
    boolean ours = cause.getClass().getName().startsWith("org.planetbench.");
    String message = cause.getMessage();
    return ours && message != null ? message : cause.toString();
  }
}
