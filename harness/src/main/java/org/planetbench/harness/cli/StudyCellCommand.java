package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.study.Study;
import org.planetbench.harness.study.StudyMeasurement;
import org.planetbench.results.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The process that measures one cell of a study, started by {@code bench study}. */
@Command(
    name = StudyMeasurement.COMMAND,
    hidden = true,
    description = "Measures one cell of a study.")
final class StudyCellCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "STUDY", description = "Its name.")
  private String study = "";

  @Parameters(index = "1", paramLabel = "RUN", description = "A finished run.")
  private Path run = Path.of("");

  @Parameters(index = "2", paramLabel = "PART", description = "What of it.")
  private String part = "";

  @Parameters(index = "3", paramLabel = "FILE", description = "Where the values are written.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    Study asked = StudyCommand.named(study);
    RunFolder.at(run).readRecord();
    ParentWatch.start();
    new StudyMeasurement(asked, RunFolder.at(run), part, file)
        .runHere(Checkout.ofThisProgram().commit());
    return Main.success();
  }
}
