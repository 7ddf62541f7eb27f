package org.planetbench.results.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A name of a run that another one in its record contradicts, as after an edit: no certificate
 * covers the record.
 *
 * @param key where it stands in {@code run.json}, such as {@code settings.seed}
 */
public record Contradiction(String key, String expected, String got) {
  /** All there are: a cell is named by task, variant and seed, which the settings say again. */
  public static List<Contradiction> in(RunRecord run) {
    List<Contradiction> found = new ArrayList<>();
    String cell = String.format(Locale.ROOT, "%s-%s-s%d", run.task(), run.variant(), run.seed());
    if (!run.cell().equals(cell)) {
      found.add(
          new Contradiction(
              "cell", "task, variant and seed, '" + cell + "'", "'" + run.cell() + "'"));
    }
    addSetting(found, run, "task", run.task());
    addSetting(found, run, "variant", run.variant());
    addSetting(found, run, "seed", Long.toString(run.seed()));
    return found;
  }

  private static void addSetting(
      List<Contradiction> found, RunRecord run, String name, String value) {
    String setting = run.settings().getOrDefault(name, value);
    if (!setting.equals(value)) {
      found.add(
          new Contradiction("settings." + name, "'" + value + "' as above", "'" + setting + "'"));
    }
  }

  public String problem() {
    return key + ": expected " + expected + ", got " + got;
  }
}
