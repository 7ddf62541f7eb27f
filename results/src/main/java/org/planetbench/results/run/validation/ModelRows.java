package org.planetbench.results.run.validation;

import static org.planetbench.results.run.validation.RowChecks.equal;
import static org.planetbench.results.run.validation.RowChecks.first;
import static org.planetbench.results.run.validation.RowChecks.notNegative;

import java.util.Locale;
import java.util.Optional;
import org.planetbench.results.run.ModelRow;

/** Follows the rows of {@code model.csv}: by updates, then data, then distance. */
final class ModelRows implements TablesCheck.RowCheck<ModelRow> {
  private Optional<ModelRow> before = Optional.empty();

  @Override
  public Optional<String> problem(long row, ModelRow value) {
    Optional<String> problem =
        first(
            before.flatMap(b -> disorder(b, value)),
            notNegative("image_error", value.imageError()),
            notNegative("reward_error", value.rewardError()),
            value.divergence().isPresent()
                ? notNegative("divergence", value.divergence().getAsDouble())
                : Optional.empty());
    before = Optional.of(value);
    return problem;
  }

  private static Optional<String> disorder(ModelRow before, ModelRow value) {
    if (value.updateStep() < before.updateStep()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "update_step: expected no less than %d of the row above, got %d",
              before.updateStep(),
              value.updateStep()));
    }
    boolean same = value.updateStep() == before.updateStep() && value.data().equals(before.data());
    return same
        ? equal("distance", before.distance() + 1, value.distance())
        : equal("distance", 0, value.distance());
  }
}
