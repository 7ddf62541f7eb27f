package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.harness.cli.EvaluatedRun;
import org.planetbench.results.run.RunFolder;

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

  /** Once another seed's run is there, or has other bits, what was measured beside it is not it. */
  @Test
  void aFileIsNamedByTheRunsThatItIsMeasuredBeside(@TempDir Path directory) throws IOException {
    Path runs = directory.resolve("runs");
    EvaluatedRun.write(runs, "rssm", 1, 100);
    String alone = crossOfTheFirst(runs);
    EvaluatedRun.write(runs, "rssm", 3, 300);
    String besideTheThird = crossOfTheFirst(runs);
    EvaluatedRun.write(runs, "rssm", 2, 200);
    String besideTheSecond = crossOfTheFirst(runs);
    EvaluatedRun.write(runs, "random_collection", 1, 50);
    String whole = crossOfTheFirst(runs);
    assertEquals(4, Set.of(alone, besideTheThird, besideTheSecond, whole).size());
    EvaluatedRun.write(runs, "rssm", 4, 400);
    assertEquals(whole, crossOfTheFirst(runs), "which is further off");
  }

  private static String crossOfTheFirst(Path runs) throws IOException {
    RunFolder run = RunFolder.at(runs.resolve("cheetah_run-rssm-s1"));
    return StudyMeasurement.of(new DriftStudy(), runs, run, run.readRecord()).stream()
        .map(one -> one.file().getFileName().toString())
        .filter(name -> name.endsWith("-cross.csv"))
        .findFirst()
        .orElseThrow();
  }
}
