package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.CellSpec;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.Heap;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.harness.submit.Resources;
import org.planetbench.harness.submit.Slurm;
import org.planetbench.harness.submit.SlurmArray;
import org.planetbench.harness.submit.Submission;
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
      "The folder of runs has to be one that all nodes see, and so has this checkout. What was chosen"
          + " is frozen there, with a copy of the program: editing the checkout changes no cell."
          + " Each cell goes on after preemption, a lost node or its time limit; the report follows"
          + " once all have ended.",
      "  bench submit --to slurm --profile paper --time 8:00:00 --dry-run"
    })
final class SubmitCommand implements Callable<Integer> {
  /** What a scheduler can be. */
  enum Scheduler {
    SLURM
  }

  @Option(names = "--to", required = true, paramLabel = "S", description = "The scheduler: slurm.")
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
          "CPUs of each cell, and threads of its tensor work. Default: the profile's, or 1.")
  private @Nullable Integer cpus;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "Memory of each cell in MiB. Default: what the largest cell's recipe needs.")
  private @Nullable Long memory;

  @Option(
      names = "--time",
      paramLabel = "LIMIT",
      description = "Time limit of each attempt, such as 8:00:00. Default: the partition's.")
  private @Nullable String time;

  @Option(names = "--partition", paramLabel = "P", description = "Default: the site's.")
  private @Nullable String partition;

  @Option(
      names = "--max-parallel",
      paramLabel = "N",
      defaultValue = "0",
      description = "Cells that run at once at most. Default: as many as the scheduler likes.")
  private int maxParallel;

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "20",
      description = "How often a cell is started at most. Default: 20.")
  private int attempts = 20;

  @Option(
      names = "--max-array-size",
      paramLabel = "N",
      defaultValue = "" + SlurmArray.MAX_ARRAY_SIZE,
      description = "MaxArraySize of the site; more cells are several arrays. Default: 1001.")
  private int maxArraySize = SlurmArray.MAX_ARRAY_SIZE;

  @Option(
      names = "--lines",
      paramLabel = "FILE",
      description = "Lines for the head of the scripts: #SBATCH options, module loads.")
  private @Nullable Path lines;

  @Option(
      names = "--dry-run",
      description = "Print what would be submitted; write and submit nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException, InterruptedException {
    switch (to) {
      case SLURM -> submitToSlurm();
    }
    return Main.success();
  }

  private void submitToSlurm() throws IOException, InterruptedException {
    if (maxArraySize < 2) {
      throw new BadInputException("--max-array-size: expected at least 2, got " + maxArraySize);
    }
    Profile profile = choice.profile();
    Path directory = runs != null ? runs : Path.of("runs", profile.name());
    int threads = cpus != null ? cpus : Math.max(1, profile.threads());
    SuiteFolder asked = SuiteFolder.at(directory, profile);
    String commit = Checkout.ofThisProgram().commit();
    List<CellSpec> todo = todo(asked, profile, threads, commit);
    Resources resources = resources(threads, todo);
    if (!dryRun) {
      Slurm.requireInstalled();
      todo = todo(asked.create(), profile, threads, commit); // another call may have made it
    }
    if (todo.isEmpty()) {
      System.out.println("All cells are finished or run: nothing to submit.");
      return;
    }
    Submission submission = Submission.planned(directory, todo);
    SlurmArray array = new SlurmArray(submission, resources);
    List<SlurmArray.Part> parts = SlurmArray.parts(todo.size(), maxArraySize);
    if (dryRun) {
      System.out.print(said(array, parts));
    } else {
      submission.freeze(resources);
      List<String> jobs = Slurm.submit(array, parts);
      System.out.printf(
          "Submitted %d cells as %s, and the report as %s; %s%n",
          todo.size(),
          String.join(", ", jobs.subList(0, jobs.size() - 1)),
          jobs.getLast(),
          "bench status --runs " + directory + " says how far they are");
    }
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
    long most =
        cells.stream()
            .mapToLong(cell -> Heap.needed(CellSetting.of(cell)).processMebibytes())
            .max()
            .orElse(1);
    return new Resources(
        threads,
        memory != null ? memory : most,
        Optional.ofNullable(time),
        Optional.ofNullable(partition),
        maxParallel,
        attempts,
        lines == null ? List.of() : Files.readAllLines(lines));
  }

  private static String said(SlurmArray array, List<SlurmArray.Part> parts) {
    StringBuilder text = new StringBuilder();
    Submission submission = array.submission();
    text.append(
        "%d cells, frozen in %s with build %s (%d MiB):%n"
            .formatted(
                submission.cells().size(),
                submission.folder(),
                submission.program().build(),
                submission.program().bytes() >> 20));
    for (int index = 0; index < submission.cells().size(); index++) {
      text.append("  %d  %s%n".formatted(index, submission.cells().get(index).cell().id()));
    }
    text.append("\n");
    parts.forEach(part -> text.append(String.join(" ", array.sbatch(part))).append("\n"));
    List<String> jobs = parts.stream().map(part -> "JOB" + part.first()).toList();
    text.append(String.join(" ", array.sbatchReport(jobs))).append("\n");
    text.append("\n").append(array.script());
    text.append("\n").append(array.reportScript());
    return text.toString();
  }
}
