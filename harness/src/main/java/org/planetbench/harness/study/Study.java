package org.planetbench.harness.study;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A question, the cells whose models can answer it, what is measured of each, and the answer. */
public interface Study {
  /** The profile of their cells: studies share them. */
  String PROFILE = "study";

  /** All that there are. */
  List<Study> ALL = List.of(new DriftStudy(), new PlannerStudy());

  static Optional<Study> named(String name) {
    return ALL.stream().filter(study -> study.name().equals(name)).findFirst();
  }

  String name();

  /** One line. */
  String question();

  /** Those of the profile's variants whose models it looks at. */
  List<String> variants();

  /** Measures one cell; the same cell gives the same values, but for those that are times. */
  List<StudyValue> measure(FrozenCell cell) throws IOException;

  /** What the values of all cells say. */
  StudyAnswer answer(StudyValues values);
}
