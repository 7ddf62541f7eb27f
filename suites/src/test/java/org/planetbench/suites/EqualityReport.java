package org.planetbench.suites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code ci/dm-control-live} and {@code ci/equality-table} run, by name: compares all records
 * of a folder, or those of the resources, writes a line of CSV for each task, and fails unless
 * every bit is equal.
 */
@Tag("native")
final class EqualityReport {
  /** The system property that names the file to write. */
  private static final String FILE_PROPERTY = "planetbench.equality";

  private static final String SUFFIX = ".json.gz";
  private static final String HEADER =
      "task,seeds,episodes,environment_steps,states,states_equal,observations,observations_equal,"
          + "rewards,rewards_equal,frames,frames_equal,largest_difference";

  @Test
  void comparesEveryRecord() throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    List<String> unequal = new ArrayList<>();
    for (TaskId task : tasks()) {
      GoldenRecord golden = GoldenRecord.of(task);
      Comparison comparison = Comparison.withFrames(task, golden);
      lines.add(line(task, golden, comparison));
      if (!comparison.isEqual()) {
        unequal.add(task + ": " + comparison);
      }
    }
    Files.write(Path.of(System.getProperty(FILE_PROPERTY, "target/equality.csv")), lines);
    assertFalse(lines.size() == 1, "there is no record");
    assertEquals(List.of(), unequal);
  }

  private static List<TaskId> tasks() throws IOException {
    String folder = System.getProperty(GoldenRecord.FOLDER_PROPERTY, "");
    if (folder.isEmpty()) {
      return ControlSuite.tasks().stream().map(TaskInfo::id).toList();
    }
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> new TaskId(name.substring(0, name.length() - SUFFIX.length())))
          .sorted()
          .toList();
    }
  }

  private static String line(TaskId task, GoldenRecord golden, Comparison comparison) {
    List<GoldenRecord.Run> runs = golden.runs();
    return Stream.of(
            task,
            runs.stream()
                .map(run -> Integer.toUnsignedString(run.seed()))
                .collect(Collectors.joining(" ")),
            runs.stream().mapToInt(run -> run.episodes().size()).sum(),
            comparison.steps(),
            comparison.states().compared(),
            comparison.states().equal(),
            comparison.observations().compared(),
            comparison.observations().equal(),
            comparison.rewards().compared(),
            comparison.rewards().equal(),
            comparison.frames().compared(),
            comparison.frames().equal(),
            comparison.largestDifference())
        .map(Object::toString)
        .collect(Collectors.joining(","));
  }
}
