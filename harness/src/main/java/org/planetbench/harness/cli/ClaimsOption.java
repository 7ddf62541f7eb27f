package org.planetbench.harness.cli;

import java.io.IOException;
import java.util.List;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.claims.Claims;
import picocli.CommandLine.Option;

/** Which published claims are put beside runs. */
final class ClaimsOption {
  @Option(
      names = "--claims",
      paramLabel = "NAME",
      split = ",",
      description =
          "Put published returns beside the runs that were taken alike, and say of the others what"
              + " differs: families or agents of bench list claims, by commas.")
  private List<String> names = List.of();

  /**
   * @throws BadInputException for a name that is in no claim
   */
  Claims chosen() throws IOException {
    if (names.isEmpty()) {
      return Claims.none();
    }
    Claims all = Claims.read(Checkout.ofThisProgram().references());
    try {
      return all.of(names);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--" + e.getMessage(), e);
    }
  }
}
