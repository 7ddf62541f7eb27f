package org.planetbench.results.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.outcome.Findings;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.RunReader;
import org.planetbench.results.outcome.SyntheticRuns;
import org.planetbench.results.run.RunStatus;

class CommonTasksTest {
  @TempDir private Path folder;

  /** On reacher_easy rssm has no seed that it has on the others, and no training. */
  @Test
  void aVariantThatLearnsIsACurveWhateverBecameOfItsOtherTasks() throws IOException {
    SyntheticRuns runs = new SyntheticRuns(folder);
    for (String task : List.of("cartpole_swingup", "walker_walk")) {
      runs.add(task, "rssm", 1, 400, RunStatus.FINISHED);
      runs.add(task, "ssm", 1, 200, RunStatus.FINISHED);
      runs.addUntrained(task, "simulator_cem", 1, 800);
    }
    runs.addUntrained("reacher_easy", "rssm", 2, 100);
    List<Group> groups = Group.of(new RunReader(new Findings()).read(folder));
    CommonTasks common = CommonTasks.of(groups, Group::variant, _ -> 0);
    assertEquals(List.of("cartpole_swingup", "walker_walk"), common.tasks());
    assertEquals(
        List.of("rssm true", "simulator_cem false", "ssm true"),
        common.members().stream().map(member -> member.label() + " " + member.learns()).toList());
  }
}
