package org.planetbench.harness.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.ErrorLine;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.verify.CellFailedException;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.file.UnwritableFileException;
import org.planetbench.suites.MachineNotReadyException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what went wrong into one line and an exit code, whatever it was: a Java program that an
 * exception ends would exit with 1, which means a regression here.
 */
final class Errors {
  private Errors() {}

  static int badArguments(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    print(String.valueOf(error.getMessage()));
    UnmatchedArgumentException.printSuggestions(error, command.getErr());
    System.err.println(
        "See '" + command.getCommandSpec().qualifiedName() + " --help' for what it takes.");
    return ExitCode.BAD_INPUT.number();
  }

  static int report(Throwable error, boolean debug) {
    String line = ErrorLine.of(error);
    print(ErrorLine.isFault(error) ? line + "; " + detailsOf(error) : line);
    if (debug) {
      error.printStackTrace();
    }
    return code(error).number();
  }

  /**
   * The last handler of a thread that nobody waits for. After an {@link Error}, such as a lack of
   * memory, nobody knows what still works: the process ends.
   */
  static void uncaught(Thread thread, Throwable error) {
    int code = report(error, false);
    if (error instanceof Error) {
      Runtime.getRuntime().halt(code);
    }
  }

  private static ExitCode code(Throwable error) {
    return switch (error) {
      case BadInputException _, MalformedFileException _ -> ExitCode.BAD_INPUT;
      case MachineNotReadyException _ -> ExitCode.NOT_READY;
      case UnwritableFileException e -> e.isRefused() ? ExitCode.BAD_INPUT : ExitCode.CELL_FAILED;
      case FileSystemException e ->
          UnwritableFileException.isRefusal(e) ? ExitCode.BAD_INPUT : ExitCode.CELL_FAILED;
      case CellFailedException e -> e.code();
      case UncheckedIOException e when e.getCause() != null -> code(e.getCause());
      case InterruptedException _ -> ExitCode.INTERRUPTED;
      default -> ExitCode.CELL_FAILED;
    };
  }

  private static void print(String line) {
    System.err.println("bench: " + ErrorLine.clean(line));
  }

  /** Writes the stack trace to a file of its own, and says where. */
  private static String detailsOf(Throwable error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    try {
      Path file = Files.createTempFile("planet-bench-fault-", ".txt");
      Files.writeString(file, Main.VERSION + "\n" + trace);
      return "please report it with " + file;
    } catch (IOException | RuntimeException e) {
      return "--debug shows where";
    }
  }
}
