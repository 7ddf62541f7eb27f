package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.planetbench.results.run.file.JsonFile;

class KubernetesPodTest {
  private static final KubernetesPod POD =
      new KubernetesPod("bench-paper-1/3", "bench-paper-1-3-x");

  @Test
  void isReadFromTheEnvironmentAndFromAClaim() {
    Map<String, String> environment =
        Map.of(
            "PLANETBENCH_JOB", "bench-paper-1",
            "JOB_COMPLETION_INDEX", "3",
            "PLANETBENCH_POD", "bench-paper-1-3-x",
            "HOSTNAME", "bench-paper-1-3"); // which every pod of the index has
    assertEquals(Optional.of(POD), SchedulerJob.of(environment));
    assertEquals(Optional.empty(), SchedulerJob.of(Map.of("JOB_COMPLETION_INDEX", "3")));
    ObjectNode claim = JsonFile.object();
    POD.write(claim);
    assertEquals(Optional.of(POD), SchedulerJob.read(claim));
    assertEquals("Kubernetes pod bench-paper-1-3-x", POD.toString());
  }

  @Test
  void hasEndedOnceAnotherPodOfItsIndexLooks() {
    assertTrue(POD.hasEnded(Optional.of(new KubernetesPod("bench-paper-1/3", "later"))));
    assertFalse(POD.hasEnded(Optional.of(POD)));
    assertFalse(POD.hasEnded(Optional.of(new KubernetesPod("bench-paper-1/4", "other"))));
    assertFalse(POD.hasEnded(Optional.of(new SlurmJob("17_3", 2))));
    assertFalse(POD.hasEnded(Optional.empty()));
  }
}
