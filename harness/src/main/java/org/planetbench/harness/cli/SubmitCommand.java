package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.Heap;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.harness.submit.Handover;
import org.planetbench.harness.submit.KubernetesJobs;
import org.planetbench.harness.submit.Resources;
import org.planetbench.harness.submit.SlurmArray;
import org.planetbench.harness.submit.Submission;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench submit}. */
@Command(
    name = "submit",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Hands the cells of a profile that are not finished to a cluster's scheduler.",
    description = {
      "The folder of runs has to be one that all nodes see; for Slurm, this checkout, too. What was"
          + " chosen is frozen there, with a copy of the program, or the digest of its image:"
          + " editing the checkout changes no cell. Each cell goes on after preemption, a lost node or"
          + " its time limit; the report follows once all have ended.",
      "  bench submit --to slurm --profile paper --time 8:00:00 --dry-run",
      "  bench submit --to kubernetes --image I@sha256:... --claim results --dry-run"
    })
final class SubmitCommand implements Callable<Integer> {
  /** What a scheduler can be. */
  enum Scheduler {
    SLURM,
    KUBERNETES
  }

  @Option(
      names = "--to",
      required = true,
      paramLabel = "S",
      description = "The scheduler: slurm or kubernetes.")
  private Scheduler to = Scheduler.SLURM;

  @Mixin private CellChoice choice = new CellChoice();

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Where the runs are kept. Default: runs/<profile>.")
  private @Nullable Path runs;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description =
          "CPUs of each cell, and threads of its tensor work. Default: the profile's, or 1; a"
              + " cell that has begun keeps its threads.")
  private @Nullable Integer cpus;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description =
          "Memory of each cell in MiB. Default: what a cell with the heap of "
              + Heap.VARIABLE
              + " takes, otherwise what the largest cell's recipe needs.")
  private @Nullable Long memory;

  @Option(
      names = "--max-parallel",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Cells that run at once at most; of several arrays each runs one at least. Default: as"
              + " many as the scheduler likes.")
  private int maxParallel;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "20",
      description = "How often a cell is started at most. Default: 20.")
  private int attempts = 20;

  @Option(
      names = "--dry-run",
      description = "Print what would be submitted; write and submit nothing.")
  private boolean dryRun;

  @ArgGroup(exclusive = false, heading = "%nOf slurm alone:%n")
  private @Nullable SlurmChoice slurm;

  @ArgGroup(exclusive = false, heading = "%nOf kubernetes alone:%n")
  private @Nullable KubernetesChoice kubernetes;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireOptionsOf(to);
    requireOneNumberOfThreads();
    new TrackingOption().check(); // of the environment: the report's job obeys it in days
    Profile profile = choice.profile();
    Path directory = runs != null ? runs : Path.of("runs", profile.name());
    int threads = cpus != null ? cpus : Math.max(1, profile.threads());
    SuiteFolder asked = SuiteFolder.at(directory, profile);
    Checkout checkout = Checkout.ofThisProgram();
    String commit = checkout.commit();
    checkout.remark(commit).ifPresent(System.err::println);
    List<CellSpec> todo = todo(asked, profile, threads, commit);
    Resources resources = resources(threads, todo);
    Handover planned = handover(Submission.planned(directory, todo), resources);
    if (!dryRun) {
      planned.requireAcceptance();
      todo = todo(asked.create(), profile, threads, commit); // another call may have made it
    }
    if (todo.isEmpty()) {
      System.out.println("All cells are finished or run: nothing to submit.");
    } else if (dryRun) {
      System.out.print(planned.description());
    } else {
      submit(Submission.planned(directory, todo), planned, directory);
    }
    return Main.success();
  }

  /** Whoever interrupts it waits until all are submitted, or none is. */
  private static void submit(Submission submission, Handover planned, Path directory)
      throws IOException, InterruptedException {
    CountDownLatch settled = new CountDownLatch(1);
    try (Interruption interruption = Interruption.guard()) {
      interruption.stopping(settled::await);
      List<String> jobs = submission.submit(planned.of(submission));
      System.out.printf(
          "Submitted %d cells as %s, and the report as %s; %s%n",
          submission.cells().size(),
          String.join(", ", jobs.subList(0, jobs.size() - 1)),
          jobs.getLast(),
          "bench status --runs " + directory + " says how far they are");
    } finally {
      settled.countDown();
    }
  }

  private void requireOptionsOf(Scheduler scheduler) {
    boolean ofOthers =
        switch (scheduler) {
          case SLURM -> kubernetes != null;
          case KUBERNETES -> slurm != null;
        };
    if (ofOthers) {
      throw new BadInputException(
          "--to %s: expected its own options, got some of another scheduler; bench submit --help lists each's"
              .formatted(scheduler.name().toLowerCase(Locale.ROOT)));
    }
  }

  private void requireOneNumberOfThreads() {
    if (cpus != null && choice.sets("threads")) {
      throw new BadInputException(
          "--cpus: expected it or --set threads, since a cell has as many CPUs as threads, got both; leave one out");
    }
  }

  private Handover handover(Submission submission, Resources resources) throws IOException {
    return switch (to) {
      case SLURM ->
          SlurmArray.of(
              submission, resources, (slurm != null ? slurm : new SlurmChoice()).options());
      case KUBERNETES ->
          KubernetesJobs.of(
              submission,
              resources,
              (kubernetes != null ? kubernetes : new KubernetesChoice()).options());
    };
  }

  /** Those that are neither finished nor run by a process that may live. */
  private List<CellSpec> todo(SuiteFolder suite, Profile profile, int threads, String commit)
      throws IOException {
    List<CellSpec> todo = new ArrayList<>();
    for (CellSpec cell : suite.plan(profile, choice.named(profile), threads, commit).todo()) {
      if (suite.folder(cell.cell()).runner().isEmpty()) {
        todo.add(cell);
      }
    }
    return todo;
  }

  private Resources resources(int threads, List<CellSpec> cells) throws IOException {
    Optional<Heap> chosen = Heap.ofEnvironment(); // which the cells obey, too
    Heap largest =
        cells.stream()
            .map(cell -> chosen.orElseGet(() -> Heap.needed(CellSetting.of(cell))))
            .max(Comparator.comparingLong(Heap::mebibytes))
            .orElse(new Heap(0));
    if (memory != null && memory < largest.mebibytes()) {
      throw new BadInputException(
          "--memory: expected at least %d MiB, the heap of the largest cell, got %d; left out it is %d, and %s sets the heap"
              .formatted(largest.mebibytes(), memory, largest.processMebibytes(), Heap.VARIABLE));
    }
    int most = cells.stream().mapToInt(CellSpec::threads).max().orElse(threads);
    if (most != threads) { // a cell that has begun goes on as it began
      System.err.printf(
          "%d CPUs for each cell, not %d, as the threads of those that have begun stay.%n",
          most, threads);
    }
    return new Resources(
        most, memory != null ? memory : largest.processMebibytes(), maxParallel, attempts);
  }
}
