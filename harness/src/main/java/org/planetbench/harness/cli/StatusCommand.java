package org.planetbench.harness.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.harness.submit.SubmittedCells;
import org.planetbench.results.report.StatusTable;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.status.CellStatus;
import org.planetbench.results.status.SuiteStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench status}. */
@Command(
    name = "status",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Says how far the cells of a folder of runs are, from any node that sees the folder.",
    description = {
      "done, running (where, and since when), waiting, interrupted (resumable), failed, or stale:"
          + " its process, on another machine, has given no sign of life for five minutes. The time"
          + " left over all counts on as many cells side by side as now.",
      "  bench status --runs runs/paper --watch"
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs/quick",
      description = "The folder of runs. Default: runs/quick.")
  private Path runs = Path.of("runs/quick");

  @Option(
      names = "--submission",
      paramLabel = "N",
      description =
          "Only the cells of submissions/N in the folder; one that had failed before waits until it is"
              + " tried again.")
  private @Nullable Integer submission;

  @Option(
      names = "--watch",
      description = "Look again every few seconds, until all cells are done or have failed.")
  private boolean watch;

  @Option(
      names = "--wait",
      description = "Say nothing until all cells are done or have failed: for scripts.")
  private boolean wait;

  @Option(
      names = "--json",
      description = "Print JSON objects on standard output, one for each look, and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean redrawn = watch && !wait && !json && TerminalWidth.OUT.isTerminal();
    SubmittedCells submitted = submission == null ? null : SubmittedCells.read(runs, submission);
    if (wait && submitted != null) {
      // in an image of another commit its cells end before they leave a record: no wait would end
      Checkout.ofThisProgram().requireCommit(submitted.commit());
    }
    SuiteStatus status = look(submitted);
    if (status.cells().isEmpty() && !Files.exists(runs.resolve(SuiteFolder.FILE))) {
      throw new BadInputException(
          runs + ": expected a folder of runs, got one without any; `bench run` makes one");
    }
    while ((watch || wait) && !status.hasEnded()) {
      if (!wait) {
        print(status, redrawn);
        if (System.out.checkError()) { // nobody reads on, as after head
          return Main.success();
        }
      }
      Thread.sleep(BETWEEN_LOOKS);
      status = look(submitted);
    }
    print(status, redrawn);
    return Main.success();
  }

  private SuiteStatus look(@Nullable SubmittedCells submitted) throws IOException {
    return submitted == null ? SuiteStatus.of(runs) : submitted.status();
  }

  private void print(SuiteStatus status, boolean redrawn) throws IOException {
    String text = json ? toJson(status) : toText(status);
    System.out.print(redrawn ? CLEAR + text : text);
    System.out.flush();
  }

  private static String toText(SuiteStatus status) {
    String table = status.cells().isEmpty() ? "" : StatusTable.of(status).plain() + "\n";
    return table + StatusTable.sentence(status) + "\n";
  }

  private static String toJson(SuiteStatus status) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    ArrayNode cells = root.putArray("cells");
    status.cells().forEach(cell -> addTo(cells.addObject(), cell));
    ObjectNode counts = root.putObject("counts");
    for (CellStatus.State state : CellStatus.State.values()) {
      counts.put(state.id(), status.count(state));
    }
    JsonFile.put(root, "seconds_left", status.secondsLeft().orElse(Double.NaN));
    return mapper.writeValueAsString(root) + "\n";
  }

  private static void addTo(ObjectNode object, CellStatus cell) {
    object.put("cell", cell.cell()).put("state", cell.state().id());
    object.put("where", cell.where().orElse(null));
    object.put("since", cell.since().map(Object::toString).orElse(null));
    object.put("fraction_done", cell.fractionDone());
    JsonFile.put(object, "seconds_left", cell.secondsLeft());
    object.put("doing", cell.progress().map(p -> p.doing()).orElse(null));
    object.put("episode", cell.progress().map(p -> p.episode()).orElse(null));
    object.put("episodes", cell.progress().map(p -> p.episodes()).orElse(null));
    JsonFile.put(
        object, "episode_return", cell.progress().map(p -> p.episodeReturn()).orElse(Double.NaN));
    object.put("note", cell.note());
  }
}
