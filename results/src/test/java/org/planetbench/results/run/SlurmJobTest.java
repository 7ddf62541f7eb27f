package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlurmJobTest {
  private static final SlurmJob JOB = new SlurmJob("17_3", 1);

  @TempDir Path folder;

  @Test
  void isReadFromTheEnvironment() {
    assertEquals(Optional.empty(), SlurmJob.of(Map.of("PATH", "/bin")));
    assertEquals(Optional.of(new SlurmJob("17", 0)), SlurmJob.of(Map.of("SLURM_JOB_ID", "17")));
    assertEquals(
        Optional.of(JOB),
        SlurmJob.of(
            Map.of(
                "SLURM_JOB_ID", "20",
                "SLURM_ARRAY_JOB_ID", "17",
                "SLURM_ARRAY_TASK_ID", "3",
                "SLURM_RESTART_COUNT", "1")));
    assertEquals("Slurm job 17_3", JOB.toString());
  }

  @Test
  void hasEndedOnceALaterAttemptOfItLooks() {
    String none = "/no/such/squeue";
    assertTrue(JOB.hasEnded(Optional.of(new SlurmJob("17_3", 2)), none, none));
    assertFalse(JOB.hasEnded(Optional.of(JOB), none, none));
    assertFalse(JOB.hasEnded(Optional.of(new SlurmJob("17_4", 2)), none, none));
    assertFalse(JOB.hasEnded(Optional.empty(), none, none));
  }

  @ParameterizedTest
  @CsvSource({
    "echo RUNNING, false",
    "echo SUSPENDED, false",
    "echo RESIZING, false",
    "echo a state of some later Slurm, false",
    "echo 'squeue: warning: slow' >&2; echo RUNNING, false",
    "echo 'squeue: warning: slow' >&2; echo PENDING, true",
    "echo PENDING; echo RUNNING, false", // of a heterogeneous job
    "echo CANCELLED; echo FAILED, true",
    "echo PENDING, true",
    "echo COMPLETED, true",
    "true, true",
    "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1, true",
    "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1, false"
  })
  void hasEndedIfSlurmSaysSo(String answer, boolean ended) throws IOException {
    Path squeue = folder.resolve("squeue");
    Files.writeString(
        squeue, "#!/bin/sh\ncase \"$*\" in *--jobs=17_3*) ;; *) exit 9 ;; esac\n" + answer);
    assertTrue(squeue.toFile().setExecutable(true));
    assertEquals(ended, JOB.hasEnded(Optional.empty(), squeue.toString(), "/no/such/scontrol"));
  }

  /** Where jobs are private, their users' own are the only ones that Slurm tells of. */
  @ParameterizedTest
  @CsvSource({
    "true, false",
    "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1, false",
    "echo COMPLETED, true"
  })
  void anotherUsersJobMayBeHidden(String answer, boolean ended) throws IOException {
    SlurmJob job = new SlurmJob("17_3", 0, "", "somebody else");
    assertEquals(
        ended, job.hasEnded(Optional.empty(), program("squeue", answer), "/no/such/scontrol"));
  }

  /** Two clusters with one file system: each has a job of that number, or had one. */
  @ParameterizedTest
  @CsvSource({"here, , true", "there, , false", "'', here, true", "'', there, false"})
  void onlyItsOwnClusterKnowsOfIt(String ofObserver, String ofMachine, boolean ended)
      throws IOException {
    SlurmJob job = new SlurmJob("17_3", 0, "here", "");
    Optional<SchedulerJob> observer = Optional.of(new SlurmJob("4", 0, ofObserver, ""));
    String squeue = program("squeue", "echo 'Invalid job id specified' >&2; exit 1");
    String scontrol =
        program(
            "scontrol", "echo 'CheckpointType = none'; echo 'ClusterName   = " + ofMachine + "'");
    assertEquals(ended, job.hasEnded(observer, squeue, scontrol));
    assertFalse(job.hasEnded(Optional.empty(), squeue, "/no/such/scontrol"), "which is unknown");
    SlurmJob later = new SlurmJob("17_3", 1, "there", "");
    assertFalse(job.hasEnded(Optional.of(later), squeue, scontrol), "another's later attempt");
  }

  private String program(String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script);
    assertTrue(file.toFile().setExecutable(true));
    return file.toString();
  }
}
