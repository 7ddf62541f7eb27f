package org.planetbench.ci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * dm_control itself plays episodes from fresh seeds, which are printed, and {@code bench rollout}
 * plays its actions: every state, observation and reward is equal in every bit. Skipped, visibly,
 * where dm_control can't be installed; {@code -Dplanetbench.dm_control=required} makes that a
 * failure. All tasks: {@code ci/dm-control-live}.
 */
@Tag("native")
@ExtendWith(DmControlLiveIT.Possible.class)
final class DmControlLiveIT {
  private static final int SEEDS = 2;

  /** That {@code ci/record/control_suite.py} plays from each seed. */
  private static final int EPISODES = 2;

  private static final int PATIENCE_MINUTES = 5;

  /** episode, step, time and reward come before the states. */
  private static final int FIRST_STATE = 4;

  private static final int REWARD = 3;

  @TempDir private Path directory;

  /** A condition of the class: what is needed is installed before the tests, once. */
  static final class Possible implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (System.getProperty("planetbench.dm_control", "").equals("required")) {
        return ConditionEvaluationResult.enabled("required");
      }
      return python().isEmpty()
          ? ConditionEvaluationResult.disabled("no dm_control: ci/pinned.py can't install it here")
          : ConditionEvaluationResult.enabled("dm_control is there");
    }
  }

  /** A Python that has dm_control; "" if there is none. */
  private static String python() {
    String chosen = System.getenv("DM_CONTROL_PYTHON");
    if (chosen != null) {
      return chosen;
    }
    try {
      Process pinned =
          new ProcessBuilder("python3", script("ci/pinned.py"), "dm_control")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String path = new String(pinned.getInputStream().readAllBytes(), UTF_8).strip();
      return pinned.waitFor() == 0 ? path : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String script(String path) {
    return Bench.checkout().resolve(path).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cheetah_run", "finger_turn_hard", "swimmer_swimmer6", "walker_walk"})
  void playsWhatDmControlPlays(String task) throws IOException, InterruptedException {
    JsonNode runs = playedByDmControl(task).required("runs");
    assertEquals(SEEDS, runs.size());
    for (JsonNode run : runs) {
      String seed = run.required("seed").asText();
      List<JsonNode> episodes = list(run.required("episodes"));
      assertEquals(EPISODES, episodes.size());
      List<String> rows = playedHere(task, seed, episodes);
      int first = 0;
      for (JsonNode episode : episodes) {
        int steps = episode.path("rewards").size();
        assertSame(task + ", seed " + seed, episode, rows.subList(first, first + steps + 1));
        first += steps + 1;
      }
      assertEquals(rows.size(), first);
    }
  }

  private JsonNode playedByDmControl(String task) throws IOException, InterruptedException {
    Path said = directory.resolve("python.out");
    Process process =
        new ProcessBuilder(
                python(),
                script("ci/record/control_suite.py"),
                directory.toString(),
                "--tasks",
                task,
                "--live",
                Integer.toString(SEEDS))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertTrue(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES), "dm_control takes too long");
    System.out.println(Files.readString(said).strip());
    assertEquals(0, process.exitValue(), () -> "see " + said);
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(directory.resolve(task + ".json.gz")))) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** The rows of all episodes, the first of which is the longest. */
  private List<String> playedHere(String task, String seed, List<JsonNode> episodes)
      throws IOException, InterruptedException {
    List<JsonNode> actions =
        episodes.stream().flatMap(episode -> list(episode.path("actions")).stream()).toList();
    List<String> lines = new ArrayList<>();
    lines.add(join(IntStream.range(0, actions.getFirst().size()).mapToObj(i -> "action_" + i)));
    actions.forEach(action -> lines.add(join(list(action).stream().map(JsonNode::asText))));
    Path file = Files.write(directory.resolve("actions.csv"), lines);
    int steps = episodes.getFirst().path("actions").size();
    String[] arguments = {
      "rollout",
      "--task",
      task,
      "--seed",
      seed,
      "--actions",
      file.toString(),
      "--episodes",
      Integer.toString(episodes.size()),
      "--steps",
      Integer.toString(steps)
    };
    Bench.Ended ended = Bench.in(directory).run(arguments).requireExitCode(0);
    return ended.out().lines().skip(1).toList();
  }

  private static void assertSame(String where, JsonNode episode, List<String> rows) {
    int compared = 0;
    for (int step = 0; step < rows.size(); step++) {
      String[] row = rows.get(step).split(",", -1);
      String moment = where + ", step " + step;
      if (step > 0) {
        double reward = episode.path("rewards").path(step - 1).doubleValue();
        assertEquals(reward, Double.parseDouble(row[REWARD]), 0, moment);
      }
      JsonNode expected = episode.path("moments").path(Integer.toString(step));
      if (!expected.isMissingNode()) {
        double[] numbers = numbers(expected);
        double[] got =
            Arrays.stream(row, FIRST_STATE, FIRST_STATE + numbers.length)
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertEquals(Arrays.toString(numbers), Arrays.toString(got), moment);
        compared++;
      }
    }
    assertTrue(compared > 1, () -> where + ": nothing was compared");
  }

  /** qpos, qvel and the observations, in the order of the rollout's columns. */
  private static double[] numbers(JsonNode moment) {
    return Stream.concat(
            Stream.of(moment.path("qpos"), moment.path("qvel")),
            list(moment.path("observation")).stream())
        .flatMapToDouble(DmControlLiveIT::numbersOf)
        .toArray();
  }

  private static DoubleStream numbersOf(JsonNode array) {
    return list(array).stream().mapToDouble(JsonNode::doubleValue);
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static String join(Stream<String> fields) {
    return String.join(",", fields.toList());
  }
}
