package org.planetbench.harness.study;

import java.util.List;
import org.planetbench.results.run.csv.CsvTable;

/**
 * One measured number of one cell. Seeds are the samples: what was measured several times within a
 * cell is a mean here.
 *
 * @param environmentSteps that the model had learned from
 * @param subject what was measured, such as a planner with its budget
 * @param over how many measurements the value is a mean of
 */
public record StudyValue(
    String task,
    String variant,
    long seed,
    long environmentSteps,
    String subject,
    String quantity,
    double value,
    long over) {
  /** A row each. */
  static final CsvTable<StudyValue> TABLE =
      new CsvTable<>(
          List.of(
              "task",
              "variant",
              "seed",
              "environment_steps",
              "subject",
              "quantity",
              "value",
              "over"),
          value ->
              List.of(
                  value.task,
                  value.variant,
                  value.seed,
                  value.environmentSteps,
                  value.subject,
                  value.quantity,
                  value.value,
                  value.over),
          row ->
              new StudyValue(
                  row.text("task"),
                  row.text("variant"),
                  row.longInteger("seed"),
                  row.longInteger("environment_steps"),
                  row.text("subject"),
                  row.text("quantity"),
                  row.number("value"),
                  row.longInteger("over")));

  /** Whether the other is of the same subject at the same checkpoint. */
  boolean isBeside(StudyValue other) {
    return task.equals(other.task)
        && variant.equals(other.variant)
        && seed == other.seed
        && environmentSteps == other.environmentSteps
        && subject.equals(other.subject);
  }

  StudyValue less(StudyValue other) {
    return new StudyValue(
        task,
        variant,
        seed,
        environmentSteps,
        subject,
        quantity + " less " + other.quantity,
        value - other.value,
        over);
  }
}
