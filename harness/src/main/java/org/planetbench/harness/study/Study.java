package org.planetbench.harness.study;

import java.io.IOException;
import java.util.List;
import org.planetbench.results.run.RunFolder;

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

  /**
   * The other runs of the folder that measuring a part needs, as far as they are there.
   *
   * @param siblings of the cell's run
   */
  default List<RunFolder> others(Siblings siblings, String part) throws IOException {
    return List.of();
  }

  /** Raised when what is measured changes: what an earlier one measured is not taken for it. */
  default int revision() {
    return 1;
  }

  /**
   * Measures a part of one cell; the same cell, with the same {@link #others}, gives the same
   * values, but for those that are times.
   *
   * @param part one of {@link #parts}
   */
  List<StudyValue> measure(FrozenCell cell, String part) throws IOException;

  /** What the values of all cells say. */
  StudyAnswer answer(StudyValues values);
}
