package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.results.stats.Sample;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/**
 * The part of the study of drift in which what the model learns from is changed offline: other
 * collectors' data, and its own dreams.
 */
record DriftOfData(StudyValues values) {
  private static final String WITHOUT = "imagined_0";
  private static final List<String> WITH = List.of("imagined_25", "imagined_50");
  private static final String RETURN = "return";
  private static final List<String> EFFECTS = List.of(FixedData.RANK_FIDELITY, RETURN);

  private static final String HELP = "they help";
  private static final String HARM = "they harm";
  private static final String NO_EFFECT = "no effect is shown";

  boolean hasDreams() {
    return !values.of(WITHOUT).isEmpty();
  }

  List<String> sentences() {
    List<String> said = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      StudyValues here = values.where(value -> value.task().equals(task));
      crossed(task, here, said);
      imagined(task, here, said);
    }
    return said;
  }

  /** What of a task's drift its data explain, and what dreams would add, in clauses. */
  List<String> effects(String task) {
    StudyValues here = values.where(value -> value.task().equals(task));
    List<String> clauses = new ArrayList<>();
    StudyValues errors = here.quantity("reward_error");
    if (!errors.of(CrossTable.subject("own", "random")).isEmpty()) {
      Sample narrow = narrowing(errors);
      clauses.add(
          "its own data change its error in the reward of random episodes by %s"
              .formatted(
                  Effects.plainly(narrow, "narrowing is seen", "the contrary", "not shown")));
    }
    String half = WITH.getLast();
    List<String> dreams = new ArrayList<>();
    for (String quantity : EFFECTS) {
      Effects.Sorted changes = changes(here, quantity);
      if (changes.names().contains(half)) {
        dreams.add(
            "%s by %s"
                .formatted(
                    quantity.replace('_', ' '), changes.plainly(half, HELP, HARM, NO_EFFECT)));
      }
    }
    if (!dreams.isEmpty()) {
      clauses.add(
          "dreams at the end of half of the chunks it learns from would change "
              + String.join(" and ", dreams));
    }
    return clauses;
  }

  /** What shares of dreams change: all are held against the one arm without. */
  private static Effects.Sorted changes(StudyValues here, String quantity) {
    Effects.Sorted changes = new Effects.Sorted();
    for (String one : WITH) {
      here.of(one)
          .quantity(quantity)
          .moreThan(here.of(WITHOUT).quantity(quantity))
          .ifPresent(change -> changes.add(one, change));
    }
    return changes;
  }

  /** How much worse a model's own data are for random episodes than random data. */
  private static Sample narrowing(StudyValues errors) {
    return errors
        .of(CrossTable.subject("own", "random"))
        .moreThan(errors.of(CrossTable.subject("random", "random")))
        .orElseThrow();
  }

  private static void crossed(String task, StudyValues here, List<String> said) {
    StudyValues errors = here.quantity("reward_error");
    StudyValues own = errors.of(CrossTable.subject("own", "own"));
    if (own.isEmpty()) {
      return;
    }
    Sample narrow = narrowing(errors);
    String wide = CrossTable.subject("random", "own");
    String strange = CrossTable.subject("own", "other");
    Effects.Sorted beside = new Effects.Sorted();
    for (String subject : List.of(wide, strange)) {
      beside.add(subject, errors.of(subject).moreThan(own).orElseThrow());
    }
    said.add(
        ("%s: on random episodes a model that learned from its own data errs %s more in reward, %d"
                + " steps ahead, than one that learned from random data (%s); on its own episodes one"
                + " that learned from random data errs %s more (%s); on another seed's episodes it errs"
                + " %s more than on its own (%s).")
            .formatted(
                task,
                Effects.said(narrow),
                CrossTable.DISTANCE,
                Effects.direction(narrow, "narrow data", "no narrowing", "not shown"),
                beside.said(wide),
                beside.direction(wide, "its own data are needed", "they are not", "not shown"),
                beside.said(strange),
                beside.direction(strange, "it knows its own best", "not its own", "not shown")));
  }

  private static void imagined(String task, StudyValues here, List<String> said) {
    for (String arm : WITH) {
      for (String quantity : EFFECTS) {
        Effects.Sorted changes = changes(here, quantity);
        if (changes.names().contains(arm)) {
          said.add(
              "%s: chunks that end in the model's own dreams, %s %% of each batch's, change %s by %s."
                  .formatted(
                      task,
                      arm.substring(arm.indexOf('_') + 1),
                      quantity.replace('_', ' '),
                      changes.judged(arm, HELP, HARM, NO_EFFECT)));
        }
      }
    }
  }

  Table crossTable() {
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      for (String learned : CrossTable.SOURCES) {
        for (String tested : CrossTable.SOURCES) {
          StudyValues of =
              values
                  .where(value -> value.task().equals(task))
                  .of(CrossTable.subject(learned, tested));
          if (!of.isEmpty()) {
            long seeds = of.bySeed().count();
            rows.add(
                List.of(
                    Cell.of(task),
                    Cell.of(learned),
                    Cell.of(tested),
                    Cell.of(seeds),
                    Effects.level(of.quantity("reward_error"), seeds),
                    Effects.level(of.quantity("image_error"), seeds)));
          }
        }
      }
    }
    return new Table(
        "cross",
        "Whose data a model learned from, and whose it is tested on",
        "Errors of open-loop predictions %d agent steps ahead. Own: the run's; other: the run of another seed; random: random collection, tested on uniformly random actions. Each model had as many updates as the run."
            .formatted(CrossTable.DISTANCE),
        List.of(
            Column.text("task", "task"),
            Column.text("learned", "learned from"),
            Column.text("tested", "tested on"),
            Column.number("seeds", "seeds"),
            Column.number("reward_error", "reward error"),
            Column.number("image_error", "image error")),
        rows);
  }

  Table imaginedTable() {
    List<List<Cell>> rows = new ArrayList<>();
    for (String task : values.distinct(StudyValue::task)) {
      for (String arm : List.of(WITHOUT, WITH.getFirst(), WITH.getLast())) {
        StudyValues of = values.where(value -> value.task().equals(task)).of(arm);
        if (!of.isEmpty()) {
          long seeds = of.bySeed().count();
          rows.add(
              List.of(
                  Cell.of(task),
                  Cell.of(arm.substring(arm.indexOf('_') + 1) + " %"),
                  Cell.of(seeds),
                  Effects.level(of.quantity("reward_error_d12"), seeds),
                  Effects.level(of.quantity("image_error_d12"), seeds),
                  Effects.level(of.quantity(FixedData.RANK_FIDELITY), seeds),
                  Effects.level(of.quantity("return"), seeds)));
        }
      }
    }
    return new Table(
        "imagined",
        "Learning from dreams",
        "In 0, 25 or 50 %% of the chunks of each batch the last %s records are the model's own rollout from the records before, as Dyna's and MBPO's; the same data and updates otherwise, offline. Rank fidelity is the rank correlation of predicted and simulated returns over 1,000 random plans, a mean over start states; the return is of two episodes, the first of the study of models' four."
            .formatted(Numbers.grouped(Dreams.LENGTH)),
        List.of(
            Column.text("task", "task"),
            Column.text("imagined", "of each batch's chunks"),
            Column.number("seeds", "seeds"),
            Column.number("reward_error_d12", "reward error at 12"),
            Column.number("image_error_d12", "image error at 12"),
            Column.number(FixedData.RANK_FIDELITY, "rank fidelity"),
            Column.number("return", "return")),
        rows);
  }
}
