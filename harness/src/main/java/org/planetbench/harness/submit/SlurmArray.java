package org.planetbench.harness.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planetbench.harness.run.CellJvm;
import org.planetbench.harness.run.Heap;

/**
 * A submission as Slurm takes it: the script of an array with a cell an index, that of the report,
 * and the calls of sbatch.
 */
public record SlurmArray(Submission submission, Resources resources) {
  static final String SCRIPT = "array.sh";
  static final String REPORT = "report.sh";

  /** Java's argument file with the class path, which is long. */
  static final String JAVA_ARGUMENTS = "java.args";

  /** Between SIGTERM and the time limit: for a checkpoint's end, and for Java's. */
  private static final int SECONDS_TO_STOP = 120;

  /** Slurm's own default; the highest index is one less. */
  public static final int MAX_ARRAY_SIZE = 1001;

  private static final Heap PROGRAM = new Heap(256); // of what waits for the cell's process

  /**
   * An array, which begins with a cell of this number. Slurm's indices begin at 0 in each.
   *
   * @param first passed to the script
   */
  public record Part(int first, int cells) {}

  /** As many arrays as Slurm's limit asks for. */
  public static List<Part> parts(int cells, int maxArraySize) {
    int most = maxArraySize - 1;
    List<Part> parts = new ArrayList<>();
    for (int first = 0; first < cells; first += most) {
      parts.add(new Part(first, Math.min(most, cells - first)));
    }
    return List.copyOf(parts);
  }

  /** The call that submits a part; it prints the job's number. */
  public List<String> sbatch(Part part) {
    String parallel = resources.parallel() > 0 ? "%" + resources.parallel() : "";
    return List.of(
        "sbatch",
        "--parsable",
        "--array=0-" + (part.cells() - 1) + parallel,
        submission.folder().resolve(SCRIPT).toString(),
        Integer.toString(part.first()));
  }

  /** The call that submits the report, after all cells have ended in whatever way. */
  public List<String> sbatchReport(List<String> jobs) {
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
   * itself.
   */
  public String script() {
    return """
    #!/bin/bash
    #SBATCH --job-name=planet-bench
    #SBATCH --requeue
    #SBATCH --open-mode=append
    #SBATCH --signal=B:TERM@%d
    #SBATCH --cpus-per-task=%d
    #SBATCH --mem=%dM
    %s#SBATCH --output=%s/%%A_%%a.out
    %s
    cell=$(($1 + SLURM_ARRAY_TASK_ID))
    %s cell %s/$cell.json --runs %s &
    program=$!
    trap 'kill -TERM $program 2>/dev/null' TERM
    wait $program
    while kill -0 $program 2>/dev/null; do wait $program; done
    wait $program
    code=$?
    trap '' TERM
    echo "cell $cell, attempt $((${SLURM_RESTART_COUNT:-0} + 1)): exit code $code"
    if ((code == 130 || code == 143)) && ((${SLURM_RESTART_COUNT:-0} + 1 < %d)); then
      job="${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
      case $(squeue --noheader --jobs="$job" --format='%%T %%r') in
        *TimeLimit) scontrol requeue "$job" ;;
        COMPLETING* | CANCELLED*) ;;
        *) scontrol requeue "$job" ;;
      esac
    fi
    exit $code
    """
        .formatted(
            SECONDS_TO_STOP,
            resources.cpus(),
            resources.memoryMib(),
            choices(),
            submission.log(),
            siteLines(),
            program(),
            quoted(submission.cellInputs()),
            quoted(submission.runs()),
            resources.attempts());
  }

  /** Writes the report, and sends to MLflow what it lacks, where a server is named. */
  public String reportScript() {
    return """
    #!/bin/bash
    #SBATCH --job-name=planet-bench-report
    #SBATCH --open-mode=append
    #SBATCH --mem=2000M
    %s#SBATCH --output=%s/report-%%j.out
    %s
    exec %s report --runs %s --tracking-uri "${MLFLOW_TRACKING_URI:-none}"
    """
        .formatted(choices(), submission.log(), siteLines(), program(), quoted(submission.runs()));
  }

  private String choices() {
    return Stream.concat(
            resources.partition().map(name -> "#SBATCH --partition=" + name + "\n").stream(),
            resources.time().map(limit -> "#SBATCH --time=" + limit + "\n").stream())
        .collect(Collectors.joining());
  }

  private String siteLines() {
    return resources.siteLines().stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** What {@link #JAVA_ARGUMENTS} holds: in quotes, where a backslash stands before itself. */
  String javaArguments() {
    String classPath =
        submission.program().classPath().stream()
            .map(path -> path.toString().replace("\\", "\\\\").replace("\"", "\\\""))
            .collect(Collectors.joining(":"));
    return "-cp \"" + classPath + "\"\n";
  }

  private String program() {
    return String.join(
        " ",
        quoted(CellJvm.java()),
        String.join(" ", CellJvm.flags(PROGRAM)),
        quoted("-Dplanetbench.home=" + submission.home()),
        quoted("@" + submission.folder().resolve(JAVA_ARGUMENTS)),
        CellJvm.MAIN);
  }

  private static String quoted(Object text) {
    return "'" + text.toString().replace("'", "'\\''") + "'";
  }
}
