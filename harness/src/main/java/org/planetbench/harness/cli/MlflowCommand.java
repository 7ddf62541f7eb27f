package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.results.mlflow.EmbeddedMlflow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bench mlflow}. */
@Command(
    name = "mlflow",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "start|stop|status|url|sync",
    header = "Starts or stops the embedded MLflow server, says where it is, or sends runs to one.",
    description = {
      "bench run starts it when there is no other; it stays for its pages until it is "
          + "stopped. Its data lie in .bench/mlflow."
    },
    subcommands = MlflowSyncCommand.class)
final class MlflowCommand implements Runnable {
  private final Path home = Checkout.ofThisProgram().home();
  private final EmbeddedMlflow server = EmbeddedMlflow.of(home);

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new picocli.CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "expected start, stop, status, url or sync");
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Starts it, if it does not run, and waits until it answers.")
  int start() throws IOException, InterruptedException {
    System.out.println(server.start(System.err::println).uri());
    return Main.success();
  }

  @Command(mixinStandardHelpOptions = true, description = "Stops it.")
  int stop() throws IOException, InterruptedException {
    System.out.println(server.stop() ? "stopped" : "it was not running");
    return Main.success();
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Says whether it runs, where, and where its data are. Exit code 4 if not.")
  int status() throws IOException, InterruptedException {
    Optional<EmbeddedMlflow.Running> running = server.status();
    if (running.isEmpty()) {
      System.out.println(absence());
      return ExitCode.NOT_READY.number();
    }
    EmbeddedMlflow.Running here = running.get();
    System.out.println(
        "MLflow " + here.version() + " at " + here.uri() + ", process " + here.pid());
    System.out.println("data and log in " + here.directory());
    if (!here.checkout().equals(home.toRealPath())) {
      System.out.println("started from " + here.checkout() + ", which shares them");
    }
    return Main.success();
  }

  private String absence() {
    List<Long> left = server.processes();
    return left.isEmpty()
        ? "not running; bench mlflow start starts it"
        : "it does not answer; of it live " + left + "; bench mlflow stop ends them";
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Prints its address. Exit code 4 if it does not run.")
  int url() throws InterruptedException {
    Optional<EmbeddedMlflow.Running> running = server.status();
    running.ifPresentOrElse(
        here -> System.out.println(here.uri()),
        () -> System.err.println("bench mlflow: " + absence()));
    return running.isPresent() ? Main.success() : ExitCode.NOT_READY.number();
  }
}
