package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StudyMeasurementTest {
  private record Revised(int revision) implements Study {
    @Override
    public String name() {
      return "revised";
    }

    @Override
    public String question() {
      return "";
    }

    @Override
    public List<String> variants() {
      return List.of();
    }

    @Override
    public List<StudyValue> measure(FrozenCell cell, String part) {
      return List.of();
    }

    @Override
    public StudyAnswer answer(StudyValues values) {
      return new StudyAnswer(List.of(), List.of(), "", List.of(), List.of());
    }
  }

  /** What an earlier revision measured is not found, and what the first measured still is. */
  @Test
  void aFileIsNamedByTheStudysRevision() {
    assertEquals(
        "cheetah_run-rssm-1-abc-all.csv",
        StudyMeasurement.fileName(new Revised(1), "cheetah_run-rssm-1", "abc", "all"));
    assertEquals(
        "cheetah_run-rssm-1-abc-r2-all.csv",
        StudyMeasurement.fileName(new Revised(2), "cheetah_run-rssm-1", "abc", "all"));
    assertEquals(
        "cheetah_run-rssm-1-abc-pilot.csv",
        StudyMeasurement.fileName(new Revised(2), "cheetah_run-rssm-1", "abc", Pilot.PART),
        "which no study revises");
  }
}
