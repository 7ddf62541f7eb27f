package org.planetbench.harness.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.planetbench.agents.Nd4jBackend;
import org.planetbench.agents.model.BackendKind;
import org.planetbench.agents.nn.torch.LibTorch;
import org.planetbench.agents.nn.torch.Precision;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.ErrorLine;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.results.mlflow.EmbeddedMlflow;
import org.planetbench.suites.MachineNotReadyException;
import org.planetbench.suites.control.RenderFingerprint;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MujocoInstallation;
import picocli.CommandLine.Command;

/**
 * The part of {@code bench doctor} that looks from inside the program: whether what is installed
 * also works.
 */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    header = "Lists what is installed and what is missing, with the remedy, and tries it out.",
    description = {"Exit code 4 if the machine is not ready."})
final class DoctorCommand implements Callable<Integer> {
  private static final int HASH_SHOWN = 8;

  private boolean ready = true;

  /** Something to try; its result is what to show. */
  private interface Check {
    String look() throws IOException, InterruptedException;
  }

  @Override
  public Integer call() {
    Graphics.remark().ifPresent(System.out::println);
    check(
        "mujoco",
        "remove .bench/mujoco; any other command makes it anew",
        () -> {
          MujocoInstallation found = MujocoInstallation.locate();
          return "libmujoco " + found.version() + " and its models, by their hashes";
        });
    check(
        "opengl",
        "see gl and mujoco above; PLANETBENCH_GL=osmesa tries the other way of drawing",
        DoctorCommand::draw);
    check(
        "nd4j",
        "a CPU of x86_64 and 1 GiB of free space in the home folder are needed",
        () -> text(Nd4jBackend.provenance()));
    if (LibTorch.isThere()) {
      libtorch();
    }
    check(
        "tracking",
        "bench mlflow stop, then bench mlflow start; the log is in .bench/mlflow/server.log",
        () ->
            EmbeddedMlflow.of(Checkout.ofThisProgram().home())
                .status()
                .map(
                    running -> "embedded MLflow " + running.version() + " runs at " + running.uri())
                .orElse(
                    "embedded MLflow does not run; bench run starts it when there is no other"));
    return (ready ? ExitCode.SUCCESS : ExitCode.NOT_READY).number();
  }

  /** A context is not enough: libmujoco may be unable to draw with it. */
  private static String draw() {
    Graphics graphics = Graphics.probe();
    return String.join(
        ", ",
        graphics.backend(),
        graphics.renderer(),
        "OpenGL " + graphics.version(),
        "pictures " + RenderFingerprint.sha256().substring(0, HASH_SHOWN));
  }

  /** What was set up, or is named by the user; and a GPU, where that one serves it. */
  private void libtorch() {
    check(
        "libtorch",
        "harness/bench setup --backend torch-cpu, or unset PLANETBENCH_TORCH",
        () -> {
          LibTorch library = LibTorch.loadForGpus(); // a process has one, the first that it loads
          return text(BackendKind.TORCH_CPU.provenance(Precision.FP32)) + servesGpus(library);
        });
  }

  private static String servesGpus(LibTorch library) {
    String gpu = library.servesGpus() ? gpu() : "serves no GPU";
    return ", in " + library.folder() + "; " + gpu;
  }

  /** Only backend torch_cuda needs one. */
  private static String gpu() {
    try {
      return text(BackendKind.TORCH_CUDA.provenance(Precision.FP32));
    } catch (MachineNotReadyException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void check(String part, String remedy, Check check) {
    try {
      System.out.println(String.format(Locale.ROOT, "%-8s %-10s %s", "ok", part, check.look()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | LinkageError e) {
      ready = false;
      System.out.println(
          String.format(Locale.ROOT, "%-8s %-10s %s", "broken", part, ErrorLine.of(e)));
      System.out.println(String.format(Locale.ROOT, "%19s remedy: %s", "", remedy));
    }
  }

  private static String text(Map<String, String> facts) {
    return facts.entrySet().stream()
        .filter(fact -> !fact.getKey().endsWith("sha256"))
        .map(fact -> fact.getKey() + " " + fact.getValue())
        .collect(Collectors.joining(", "));
  }
}
