package org.planetbench.results.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.outcome.RunReader;
import org.planetbench.results.outcome.SyntheticRuns;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.table.Table;

/** Three seeds of a simulator's planner, which have a batch of 50 and an action repeat of 8. */
class ClaimTableTest {
  private static final String HEADER =
      "family,agent,variant,task,environment_steps,observations,action_repeat,settings,"
          + "evaluation_episodes,seeds,value,spread,protocol,paper,source,license,standing,measured\n";
  private static final String ALIKE =
      "table1,CEM,simulator_cem,cartpole_swingup,0,simulator,8,recipe.batch=50,,5,800,10,,a paper,"
          + "Table 1,MIT,not tried,\n";

  @TempDir private Path folder;
  private List<Group> groups = List.of();

  @BeforeEach
  void play() throws IOException {
    SyntheticRuns runs = new SyntheticRuns(Files.createDirectory(folder.resolve("runs")));
    for (int seed = 1; seed <= 3; seed++) {
      runs.addUntrained("cartpole_swingup", "simulator_cem", seed, 800);
    }
    groups = Group.of(new RunReader(new Findings()).read(runs.folder()));
  }

  @Test
  void judgesWhatWasTakenAlike() throws IOException {
    List<Table> tables = tables(ALIKE);
    assertEquals("reproduced", value(tables.getFirst(), "verdict"));
    assertEquals("3", value(tables.getFirst(), "seeds"));
    assertEquals("", value(tables.getFirst(), "note"));
    assertEquals("", value(tables.getFirst(), "detectable"));
    assertTrue(tables.getLast().rows().isEmpty());
    assertEquals("lower", value(tables(ALIKE.replace(",800,", ",990,")).getFirst(), "verdict"));
  }

  /** A planner that searched less may return less. */
  @Test
  void refusesWhatWasSetOtherwise() throws IOException {
    refused("recipe.batch 20 there, 50 here", ALIKE.replace("=50", "=20"));
    refused("recipe.elites 100 there, none here", ALIKE.replace("batch=50", "elites=100"));
    refused("action repeat 4 there, 8 here", ALIKE.replace("simulator,8", "simulator,4"));
    refused("from states there, simulator here", ALIKE.replace(",simulator,", ",states,"));
    refused(
        "after 1,000,000 environment steps there, 0 here",
        ALIKE.replace("swingup,0", "swingup,1000000"));
  }

  /** Its steps are those of all its tasks together. */
  @Test
  void anAgentOfASetIsNoneOfOneTask() throws IOException {
    SyntheticRuns runs = new SyntheticRuns(Files.createDirectory(folder.resolve("set")));
    runs.addSet("cartpole_swingup", "800", "walker_walk", "10");
    List<Run> read = new RunReader(new Findings()).read(runs.folder());
    groups = Group.of(read.stream().flatMap(run -> run.byTask().stream()).toList());
    List<Table> tables = tables(ALIKE.replace(",simulator_cem,", ",,"));
    assertTrue(tables.getFirst().rows().isEmpty());
    String conflict = value(tables.getLast(), "conflict");
    assertTrue(
        conflict.startsWith("an agent of one task there, one of the set six_tasks here"), conflict);
  }

  @Test
  void claimsOnOtherTasksStandInNeither() throws IOException {
    for (Table table : tables(ALIKE.replace("cartpole_swingup", "walker_walk"))) {
      assertTrue(table.rows().isEmpty(), table.id());
    }
  }

  @Test
  void aMeanWithoutSpreadIsSaidToBeTakenAsExact() throws IOException {
    Table table = tables(ALIKE.replace("5,800,10", ",800,")).getFirst();
    assertEquals("published mean taken as exact", value(table, "note"));
  }

  @Test
  void claimsOfAVariantStandBesideNoOther() throws IOException {
    for (Table table : tables(ALIKE.replace(",simulator_cem,", ",simulator_icem,"))) {
      assertTrue(table.rows().isEmpty(), table.id());
    }
  }

  @Test
  void anAgentWithoutAVariantStandsBesideAllWithoutAVerdict() throws IOException {
    Table table = tables(ALIKE.replace(",simulator_cem,", ",,")).getFirst();
    assertEquals("3", value(table, "seeds"));
    assertEquals("", value(table, "verdict"));
  }

  @Test
  void actingAtRandomAsCloseIsSaid() throws IOException {
    SyntheticRuns runs = new SyntheticRuns(folder.resolve("runs"));
    runs.addUntrained("cartpole_swingup", "random", 1, 730);
    groups = Group.of(new RunReader(new Findings()).read(runs.folder()));
    assertEquals("acting at random is within 100", value(tables(ALIKE).getFirst(), "note"));
  }

  /** The first of two seeds has learned before its evaluations, the last has not. */
  @Test
  void oneRunThatWasTakenOtherwiseRefusesAllSeeds() throws IOException {
    SyntheticRuns runs = new SyntheticRuns(Files.createDirectory(folder.resolve("mixed")));
    runs.add("cartpole_swingup", "simulator_cem", 1, 800, RunStatus.FINISHED);
    runs.addUntrained("cartpole_swingup", "simulator_cem", 2, 800);
    groups = Group.of(new RunReader(new Findings()).read(runs.folder()));
    refused("after 0 environment steps there, 10,000 here", ALIKE);
  }

  private void refused(String why, String claim) throws IOException {
    List<Table> tables = tables(claim);
    assertTrue(tables.getFirst().rows().isEmpty(), claim);
    assertEquals(why, value(tables.getLast(), "conflict"));
  }

  private List<Table> tables(String claim) throws IOException {
    Files.writeString(folder.resolve(References.LEDGER), HEADER + claim);
    return ClaimTable.of(groups, Claims.read(folder));
  }

  /** Of the only row. */
  private static String value(Table table, String column) {
    assertEquals(1, table.rows().size(), table.id());
    List<String> ids = table.columns().stream().map(Table.Column::id).toList();
    return table.rows().getFirst().get(ids.indexOf(column)).value();
  }
}
