package org.planetbench.harness.study;

import java.io.IOException;
import java.util.List;

/** A question, the cells whose models can answer it, what is measured of each, and the answer. */
public interface Study {
  String name();

  /** One line. */
  String question();

  /** Those of the profile's variants whose models it looks at. */
  List<String> variants();

  /** What of a cell of a variant is measured by itself, and so only once: names for files. */
  default List<String> parts(String variant) {
    return List.of("all");
  }

  /** Raised when what is measured changes: what an earlier one measured is not taken for it. */
  default int revision() {
    return 1;
  }

  /**
   * Measures a part of one cell; the same cell gives the same values, but for those that are times.
   *
   * @param part one of {@link #parts}
   */
  List<StudyValue> measure(FrozenCell cell, String part) throws IOException;

  /** What the values of all cells say. */
  StudyAnswer answer(StudyValues values);
}
