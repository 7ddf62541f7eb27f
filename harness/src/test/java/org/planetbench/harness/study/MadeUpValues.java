package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.function.Predicate;

/** Values of one task and five seeds, whose answer is known. */
final class MadeUpValues {
  private final List<StudyValue> values = new ArrayList<>();

  /** The same for each seed. */
  void add(String subject, String quantity, double value) {
    add(subject, quantity, seed -> value);
  }

  void add(String subject, String quantity, LongToDoubleFunction ofSeed) {
    add(9, subject, quantity, ofSeed);
  }

  void add(long steps, String subject, String quantity, LongToDoubleFunction ofSeed) {
    for (int seed = 1; seed <= 5; seed++) {
      double value = ofSeed.applyAsDouble(seed);
      add(new StudyValue("cheetah_run", "rssm", seed, steps, subject, quantity, value, 9));
    }
  }

  /** As {@link #add}, in place of what was there. */
  void replace(String subject, String quantity, LongToDoubleFunction ofSeed) {
    values.replaceAll(
        value ->
            value.subject().equals(subject) && value.quantity().equals(quantity)
                ? new StudyValue(
                    value.task(),
                    value.variant(),
                    value.seed(),
                    value.environmentSteps(),
                    subject,
                    quantity,
                    ofSeed.applyAsDouble(value.seed()),
                    value.over())
                : value);
  }

  void removeIf(Predicate<StudyValue> condition) {
    values.removeIf(condition);
  }

  void add(StudyValue value) {
    values.add(value);
  }

  StudyValues all() {
    return new StudyValues(values);
  }

  /** At most three sentences, and charts of something. */
  StudyAnswer answer(Study study) {
    StudyAnswer answer = study.answer(all());
    assertTrue(answer.charts().stream().noneMatch(chart -> chart.isEmpty()));
    assertTrue(answer.answer().size() <= 3, answer.answer()::toString);
    return answer;
  }

  static void requireSaid(List<String> sentences, String... expected) {
    for (String sentence : expected) {
      assertTrue(
          sentences.stream().anyMatch(said -> said.contains(sentence)),
          () -> "expected '" + sentence + "', got\n" + String.join("\n", sentences));
    }
  }
}
