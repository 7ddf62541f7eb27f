package org.planetbench.harness.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.measure.MeasureSpec;
import org.planetbench.harness.measure.Probe;
import picocli.CommandLine.Command;

/**
 * The process that measures, started by {@code bench measure} (see {@code MeasureProcess}), and by
 * scripts that alternate with another program: a line of JSON comes back for each line that is
 * sent.
 */
@Command(
    name = "probe",
    hidden = true,
    description = "Measures what each line on standard input says.")
final class ProbeCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    @Nullable String line = in.readLine();
    if (line == null) {
      throw new BadInputException(
          "bench probe: expected a specification on standard input; use bench measure");
    }
    for (; line != null; line = in.readLine()) {
      System.out.println(Probe.measure(MeasureSpec.fromJson(line)).toJson());
    }
    return Main.success();
  }
}
