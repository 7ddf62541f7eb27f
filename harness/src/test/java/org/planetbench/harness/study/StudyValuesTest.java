package org.planetbench.harness.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.stats.Sample;

final class StudyValuesTest {
  @TempDir private Path folder;

  private static StudyValue value(long seed, long steps, double value) {
    return new StudyValue("cheetah_run", "rssm", seed, steps, "plan", "gap", value, 10);
  }

  private static StudyValues values(StudyValue... values) {
    return new StudyValues(List.of(values));
  }

  /** The means are the samples: a seed with two tasks counts once. */
  @Test
  void seedsAreTheSamples() {
    StudyValues values = values(value(1, 10, 2), value(1, 10, 4), value(2, 10, 5));
    assertEquals(Map.of(1L, 3.0, 2L, 5.0), values.bySeed().numbers());
    assertEquals(4, values.sample().mean());
    assertEquals(2, values.sample().count());
  }

  @Test
  void theLastCheckpointIsEachCellsOwn() {
    StudyValues values = values(value(1, 10, 2), value(1, 20, 3), value(2, 10, 5));
    assertEquals(Map.of(1L, 3.0, 2L, 5.0), values.last().bySeed().numbers());
  }

  @Test
  void differencesAreOfSeedsThatBothHave() {
    StudyValues a = values(value(1, 10, 2), value(2, 10, 3), value(3, 10, 9));
    StudyValues b = values(value(2, 10, 1), value(3, 10, 4), value(4, 10, 4));
    assertEquals(Sample.of(2, 5), a.moreThan(b).orElseThrow());
  }

  @Test
  void areReadAsTheyWereWritten() throws IOException {
    List<StudyValue> values = List.of(value(1, 10, 1 / 3.0), value(2, 10, -1e-9));
    StudyValue.TABLE.write(folder.resolve("values.csv"), values);
    assertEquals(values, StudyValue.TABLE.read(folder.resolve("values.csv")));
  }

  @Test
  void belowFiveSeedsNothingIsShown() {
    Sample four = Sample.of(1, 1.1, 0.9, 1);
    Sample five = Sample.of(1, 1.1, 0.9, 1, 1);
    assertTrue(Effects.direction(four, "more", "less", "none").startsWith("none: fewer than 5"));
    assertEquals("more", Effects.direction(five, "more", "less", "none"));
    assertEquals(
        "less", Effects.direction(Sample.of(-1, -1.1, -0.9, -1, -1), "more", "less", "none"));
    // scipy.stats.nct, five seeds of deviation 1, level 0.05, probability 0.8: 1.68
    assertEquals(
        "none, where 1.68 would have been seen",
        Effects.direction(Sample.of(-1, 1, -1, 1, 0), "more", "less", "none"));
    assertEquals("+1", Effects.said(four));
    assertEquals("+1 [+0.91, +1.09]", Effects.said(five));
  }

  /** Of three, of which the first is shown, the second's p of 0.03 is held against 0.025. */
  @Test
  void whatIsHeldAgainstOneThingIsCorrected() {
    Effects.Sorted family = new Effects.Sorted();
    family.add("a", Sample.of(-1, -1.1, -0.9, -1, -1));
    family.add("b", Sample.of(0.3224, 1.6776, 0.3224, 1.6776, 1));
    family.add("c", Sample.of(-1, 1, -1, 1, 0));
    assertEquals("less", family.direction("a", "more", "less", "none"));
    assertEquals(
        "more, only without a correction for 3 tests",
        family.direction("b", "more", "less", "none"));
    // the noncentral t by integration, five seeds of deviation 1, level 0.025, probability 0.8:
    // 2.05
    assertEquals(
        "none, where 2.05 would have been seen", family.direction("c", "more", "less", "none"));
    assertFalse(family.anyMore());
    assertEquals(
        "more: none; less: a -1 [-1.09, -0.91]; only without a correction for 3 tests: b +1 [+0.16,"
            + " +1.84]; not shown to differ: c 0 [-1.24, +1.24], where 2.05 would have been seen",
        family.text("more", "less"));
    // b's deviation is 0.68
    assertEquals(
        "of 3 arms none is shown to gain; these lose: a; of the rest 1.39 to 2.05 would have been seen",
        family.summary("arms", "gain", "lose"));
  }

  @Test
  void aSummaryToldInNamesSaysWhatWasNotTested() {
    Effects.Sorted family = new Effects.Sorted();
    family.add("a", Sample.of(-1, 1, -1, 1, 0));
    family.add("b", Sample.of(-2, 2, -2, 2, 0));
    family.add("c", Sample.of(1, 1, 1, 1));
    // of deviations 1 and 2, at level 0.025, probability 0.8
    assertEquals(
        "of 3 arms, of which 1 of fewer than 5 seeds, none is shown to gain, nor to lose; of the"
            + " rest 2.05 to 4.10 would have been seen",
        family.summary("arms", "gain", "lose"));
    family.add("d", Sample.of(1, 1.1, 0.9, 1, 1));
    assertTrue(
        family.summary("arms", "gain", "lose").contains("these gain: d; none is shown to lose"));
  }
}
