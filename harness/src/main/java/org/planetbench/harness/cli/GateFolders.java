package org.planetbench.harness.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.gate.Gate;
import org.planetbench.results.gate.Side;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which gates, what was run and measured for them, and where references are. */
final class GateFolders {
  @Parameters(
      paramLabel = "GATE",
      arity = "0..*",
      description = "returns, latency, bits. Default: returns.")
  private List<String> gates = new ArrayList<>();

  @Option(
      names = "--runs",
      required = true,
      paramLabel = "DIR",
      description = "The folder of runs and measurements, as bench run or ci/gate.sh leaves it.")
  private Path runs = Path.of("runs", "ci");

  @Option(
      names = "--references",
      paramLabel = "DIR",
      description = "Where references are kept. Default: results/reference of the checkout.")
  private @Nullable Path references;

  /**
   * @throws BadInputException for a name that no gate has, with those that there are
   */
  List<Gate> gates() {
    return gates.isEmpty()
        ? List.of(Gate.RETURNS)
        : gates.stream().map(GateFolders::named).toList();
  }

  private static Gate named(String name) {
    return Stream.of(Gate.values())
        .filter(gate -> gate.id().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "gate: expected returns, latency or bits, got '%s'".formatted(name)));
  }

  /**
   * @throws BadInputException if there is no such folder
   */
  Path runs() {
    if (!Files.isDirectory(runs)) {
      throw new BadInputException(
          "--runs " + runs + ": expected a folder of runs; `bench run` makes one");
    }
    return runs;
  }

  /** The runs of the small cell, which may not be there. */
  Path bits(Side side) {
    return side.in(runs().resolve(Gate.BITS.id()));
  }

  Path references() {
    return references != null ? references : Checkout.ofThisProgram().references();
  }
}
