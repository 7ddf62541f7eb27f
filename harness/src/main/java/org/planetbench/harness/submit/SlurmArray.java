package org.planetbench.harness.submit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.CellJvm;
import org.planetbench.harness.run.Heap;

/**
 * A submission as Slurm takes it: the script of an array with a cell an index, that of the report,
 * and the calls of sbatch.
 *
 * @param heap of each cell's process; empty where recipes decide
 * @param tracking the MLflow server that the report's job sends the runs to
 */
public record SlurmArray(
    Submission submission,
    FrozenProgram frozen,
    Resources resources,
    SlurmOptions options,
    Optional<Heap> heap,
    TrackingServer tracking)
    implements Handover {
  static final String SCRIPT = "array.sh";
  static final String REPORT = "report.sh";

  /** Java's argument file with the class path, which is long. */
  static final String JAVA_ARGUMENTS = "java.args";

  /** Between SIGTERM and the time limit: for a checkpoint's end, and for Java's. */
  static final int SECONDS_TO_STOP = 120;

  /** What {@code bench cell} says of an attempt that came no further. */
  public static final String NO_CHECKPOINT = "stopped before its next checkpoint";

  private static final Heap WAITING = new Heap(256); // of what waits for the cell's process

  /** Memory of the report's job, and the heap of its process in it. */
  static final int REPORT_MIB = 2000;

  static final Heap REPORTING = new Heap(1500);

  /** Variables whose values are nobody else's to read. */
  private static final Pattern LOGIN = Pattern.compile("MLFLOW_TRACKING_(PASSWORD|TOKEN)=");

  /** In whose characters Java reads the names of files; a site or a node may set none. */
  private static final String LOCALE = "export LC_ALL=C.UTF-8\n";

  /**
   * An array, which begins with a cell of this number. Slurm's indices begin at 0 in each.
   *
   * @param first passed to the script
   * @param parallel how many of its cells at most run at once; 0 for as many as Slurm likes
   */
  record Part(int first, int cells, int parallel) {}

  /**
   * A backslash in a file's path keeps Slurm from putting the job's number into its name; a colon
   * parts the class path of the copied program.
   */
  public SlurmArray {
    String runs = submission.runs().toString();
    if (runs.chars().anyMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))) {
      throw new BadInputException(
          "--runs: expected a path without backslashes, colons and control characters, of which Slurm or Java makes something else, got '%s'; choose another folder"
              .formatted(runs));
    }
    if (options.siteLines().stream().anyMatch(line -> LOGIN.matcher(line).find())) {
      throw new BadInputException(
          "--lines: expected no login of MLflow's, as others may read the scripts, got one; let a line source a file that only you may read");
    }
  }

  /** Of a submission, with the program that runs now. */
  public static SlurmArray of(Submission submission, Resources resources, SlurmOptions options)
      throws IOException {
    FrozenProgram frozen = FrozenProgram.planned(submission.programs());
    return new SlurmArray(
        submission,
        frozen,
        resources,
        options,
        Heap.ofEnvironment(),
        TrackingServer.ofEnvironment());
  }

  /** As many arrays as Slurm's limit asks for. */
  List<Part> parts() {
    int cells = submission.cells().size();
    int most = options.maxArraySize() - 1;
    List<Part> parts = new ArrayList<>();
    for (int first = 0; first < cells; first += most) {
      int next = Math.min(cells, first + most);
      parts.add(new Part(first, next - first, parallel(first, next)));
    }
    return List.copyOf(parts);
  }

  /**
   * An array's share of what may run at once, as large as its share of the cells. All together are
   * as many as were asked for, unless there are more arrays: each runs one cell at least.
   */
  private int parallel(int first, int next) {
    if (resources.parallel() == 0) {
      return 0;
    }
    return Math.max(1, parallelBefore(next) - parallelBefore(first));
  }

  private int parallelBefore(int cell) {
    return (int) ((long) resources.parallel() * cell / submission.cells().size());
  }

  @Override
  public Handover of(Submission other) {
    return new SlurmArray(other, frozen, resources, options, heap, tracking);
  }

  @Override
  public void requireAcceptance() throws InterruptedException {
    Slurm.requireInstalled();
  }

  @Override
  public Map<String, String> program() {
    return Map.of("build", frozen.build());
  }

  @Override
  public Map<String, String> files() {
    return Map.of(JAVA_ARGUMENTS, javaArguments(), SCRIPT, script(), REPORT, reportScript());
  }

  @Override
  public void keepProgram() throws IOException {
    frozen.copy();
  }

  @Override
  public List<String> submit() throws IOException, InterruptedException {
    return Slurm.submit(this);
  }

  @Override
  public String description() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s with build %s (%d MiB):%n"
            .formatted(submission.description(), frozen.build(), frozen.bytes() >> 20));
    text.append(submission.listed()).append("\n");
    parts().forEach(part -> text.append(String.join(" ", sbatch(part))).append("\n"));
    List<String> jobs = parts().stream().map(part -> "JOB" + part.first()).toList();
    text.append(String.join(" ", sbatchReport(jobs))).append("\n");
    return text.append("\n" + script() + "\n" + reportScript()).toString();
  }

  /** The call that submits a part; it prints the job's number. */
  List<String> sbatch(Part part) {
    String parallel = part.parallel() > 0 ? "%" + part.parallel() : "";
    return List.of(
        "sbatch",
        "--parsable",
        "--array=0-" + (part.cells() - 1) + parallel,
        submission.folder().resolve(SCRIPT).toString(),
        Integer.toString(part.first()));
  }

  /** The call that submits the report, after all cells have ended in whatever way. */
  List<String> sbatchReport(List<String> jobs) {
    return List.of(
        "sbatch",
        "--parsable",
        "--dependency=afterany:" + String.join(":", jobs),
        submission.folder().resolve(REPORT).toString());
  }

  /**
   * SIGTERM, before the time limit too, leaves a cell that can go on; the script then asks for
   * another attempt. Each signal, and there may be several, ends a wait of the shell's before the
   * program has ended; the last wait asks how that was.
   *
   * <p>The hazard is a job that its user cancels: to the script that is a signal like any other.
   * But Slurm says {@code COMPLETING} of it from then on, and of one that it queues again by
   * itself, unless variables of the user's choose what squeue lists. An attempt that had all its
   * time and came no further would be the first of many: with at most three minutes left it was the
   * time limit, of which Slurm warns up to a minute early, or a preemption with a time of grace, of
   * which Slurm says when. Many that reach their limit at once may ask more than the controller
   * answers: there is time to ask it again.
   */
  String script() {
    return """
    #!/bin/bash
    #SBATCH --job-name=planet-bench
    #SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --signal=B:TERM@%d
    #SBATCH --cpus-per-task=%d
    #SBATCH --mem=%dM
    %s#SBATCH --output="%s/%%A_%%a.out"
    %s
    %scell=$(($1 + SLURM_ARRAY_TASK_ID))
    %s cell %s/$cell.json --runs %s &
    program=$!
    trap 'kill -TERM $program 2>/dev/null' TERM
    wait $program
    while kill -0 $program 2>/dev/null; do wait $program; done
    wait $program
    code=$?
    trap '' TERM
    echo "cell $cell, attempt $((${SLURM_RESTART_COUNT:-0} + 1)): exit code $code"
    ((code == 130 || code == 143)) || exit $code
    job="${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
    unset "${!SQUEUE_@}"
    state=$(squeue --noheader --jobs="$job" --format='%%T %%r %%L')
    if [[ $state =~ ^(COMPLETING|CANCELLED) && $state != *' TimeLimit '* ]]; then
      exit $code
    elif [[ $state =~ ' TimeLimit '|' '[0-2]:..$ && $(tail -n 5 %s/"$job.out") == *%s* &&
      $(scontrol show job "$job") != *' PreemptTime='[0-9]* ]]; then
      echo "cell $cell is not queued again: its time limit leaves no time for a checkpoint; bench submit with a longer --time goes on"
    elif ((${SLURM_RESTART_COUNT:-0} + 1 >= %d)); then
      echo "cell $cell is not queued again after %d attempts; bench submit goes on"
    else
      for pause in 5 10 20 0; do
        scontrol requeue "$job" && exit $code
        sleep $pause
      done
      echo "cell $cell is not queued again, as Slurm does not take it; bench submit goes on"
    fi
    exit $code
    """
        .formatted(
            SECONDS_TO_STOP,
            resources.cpus(),
            resources.memoryMib(),
            choices(),
            logPattern(),
            siteLines(),
            environment(),
            call(WAITING),
            quoted(submission.cellInputs()),
            quoted(submission.runs()),
            quoted(submission.log()),
            quoted(NO_CHECKPOINT),
            resources.attempts(),
            resources.attempts());
  }

  /** Writes the report, and sends to MLflow what it lacks, where a server is named. */
  String reportScript() {
    return """
    #!/bin/bash
    #SBATCH --job-name=planet-bench-report
    #SBATCH --open-mode=append
    #SBATCH --mem=%dM
    %s#SBATCH --output="%s/report-%%j.out"
    %s
    %sexec %s report --send-all --runs %s --tracking-uri %s
    """
        .formatted(
            REPORT_MIB,
            choices(),
            logPattern(),
            siteLines(),
            LOCALE,
            call(REPORTING),
            quoted(submission.runs()),
            trackingUri());
  }

  /** What a cell needs of the submitter's environment, of which sites may pass nothing on. */
  private String environment() {
    return LOCALE + heap.map(size -> "export " + Heap.VARIABLE + "=" + size + "\n").orElse("");
  }

  /** Others may read the script: an address with a login comes from the environment, if at all. */
  private String trackingUri() {
    return tracking.isNone() || tracking.hasLogin()
        ? "\"${" + TrackingServer.VARIABLE + ":-none}\""
        : quoted(tracking.uri());
  }

  /** The folder of the jobs' files, as Slurm reads it between double quotes in a file's pattern. */
  private String logPattern() {
    return submission.log().toString().replace("\"", "\\\"").replace("%", "%%");
  }

  private String choices() {
    return Stream.concat(
            options.partition().map(name -> "#SBATCH --partition=" + name + "\n").stream(),
            options.time().map(limit -> "#SBATCH --time=" + limit + "\n").stream())
        .collect(Collectors.joining());
  }

  private String siteLines() {
    return options.siteLines().stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** What {@link #JAVA_ARGUMENTS} holds: in quotes, where a backslash stands before itself. */
  String javaArguments() {
    String classPath =
        frozen.classPath().stream()
            .map(path -> path.toString().replace("\\", "\\\\").replace("\"", "\\\""))
            .collect(Collectors.joining(":"));
    return "-cp \"" + classPath + "\"\n";
  }

  private String call(Heap heap) {
    return String.join(
        " ",
        quoted(CellJvm.java()),
        String.join(" ", CellJvm.flags(heap)),
        quoted("-Dplanetbench.home=" + submission.home()),
        quoted("@" + submission.folder().resolve(JAVA_ARGUMENTS)),
        CellJvm.MAIN);
  }

  private static String quoted(Object text) {
    return "'" + text.toString().replace("'", "'\\''") + "'";
  }
}
