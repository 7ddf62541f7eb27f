package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.planetbench.harness.run.CellFile;
import org.planetbench.harness.run.CellHost;
import org.planetbench.harness.run.CellJvm;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.Executor;
import org.planetbench.harness.run.LocalExecutor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The process of one cell; see {@code CellProcess}, its parent's view of it. */
@Command(
    name = LocalExecutor.COMMAND,
    hidden = true,
    description = "Is the process of a cell, until standard input ends.")
final class CellProcessCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The cell's file.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    CellFile cell = CellFile.read(file);
    CellSetting setting = CellSetting.of(cell.spec());
    String threads = System.getenv(CellJvm.THREADS);
    if (threads != null && !threads.equals(Integer.toString(cell.spec().threads()))) {
      return Executor.RUN_ELSEWHERE; // another call has put its file in the place of the parent's
    }
    ParentWatch.start();
    return new CellHost(setting, cell.runs(), System.out, System.err).run();
  }
}
