package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.planetbench.suites.ControlSuite;
import org.planetbench.suites.TaskId;
import org.planetbench.suites.TaskInfo;
import org.planetbench.suites.mujoco.Graphics;
import org.planetbench.suites.mujoco.MachineFingerprint;

/** The command in this process, on what dm_control did: the records of the module suites. */
@Tag("native")
final class RolloutCommandTest {
  /** On another kind of machine contacts amplify rounding; see GoldenEpisodeTest. */
  private static final int STEPS_ELSEWHERE = 20;

  private static final double NEAR = 1e-10;

  @TempDir private Path folder;

  static Stream<TaskInfo> tasks() {
    return ControlSuite.tasks().stream();
  }

  /** The second run of each record: 60 environment steps, a reset, 40 environment steps. */
  @ParameterizedTest
  @MethodSource("tasks")
  void playsDmControlsActionsToItsNumbersAsText(TaskInfo task) throws IOException {
    JsonNode record = record(task);
    JsonNode run = record.required("runs").required(1);
    Path actions = writeActions(task, run.required("episodes"));
    Path out = folder.resolve("rollout.csv");
    String seed = run.required("seed").asText();
    rollout(task, seed, "--actions", actions, "--episodes", 2, "--steps", 60, "--out", out);
    List<String> lines = Files.readAllLines(out);
    boolean sameMachine = sameMachine(record);
    int compared = 0;
    for (int line = 1; line < lines.size(); line++) {
      List<String> got = List.of(lines.get(line).split(",", -1));
      JsonNode episode = run.required("episodes").required(Integer.parseInt(got.get(0)));
      int step = Integer.parseInt(got.get(1));
      List<String> expected = expected(record, episode, step);
      if (!expected.isEmpty() && (sameMachine || step <= STEPS_ELSEWHERE)) {
        assertNear(expected, got.subList(3, got.size()), sameMachine ? 0 : NEAR);
        compared++;
      }
    }
    assertEquals(1 + 61 + 41, lines.size());
    assertTrue(compared >= 2 * (1 + STEPS_ELSEWHERE), "compared " + compared);
  }

  /** Reward, state, observations and action as text; nothing where the record has no state. */
  private static List<String> expected(JsonNode record, JsonNode episode, int step) {
    List<String> fields = new ArrayList<>();
    JsonNode moment = episode.required("moments").path(Integer.toString(step));
    if (moment.isMissingNode()) {
      return fields;
    }
    fields.add(step == 0 ? "" : text(episode.required("rewards").required(step - 1).doubleValue()));
    addAll(fields, moment.required("qpos"));
    addAll(fields, moment.required("qvel"));
    record
        .required("observations")
        .fieldNames()
        .forEachRemaining(name -> addAll(fields, moment.required("observation").required(name)));
    if (step == 0) {
      IntStream.range(0, record.required("actions").intValue()).forEach(i -> fields.add(""));
    } else {
      addAll(fields, episode.required("actions").required(step - 1));
    }
    return fields;
  }

  private static void addAll(List<String> fields, JsonNode numbers) {
    numbers.forEach(number -> fields.add(text(number.doubleValue())));
  }

  private static String text(double number) {
    return Double.toString(number);
  }

  private static void assertNear(List<String> expected, List<String> got, double tolerance) {
    if (tolerance == 0) {
      assertEquals(expected, got);
      return;
    }
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < expected.size(); i++) {
      if (expected.get(i).isEmpty()) {
        assertEquals("", got.get(i));
      } else {
        assertEquals(
            Double.parseDouble(expected.get(i)), Double.parseDouble(got.get(i)), tolerance);
      }
    }
  }

  @Test
  void keepsDmControlsFrames() throws Exception {
    TaskInfo task = ControlSuite.tasks().getFirst();
    JsonNode record = record(task);
    JsonNode run = record.required("runs").required(0);
    JsonNode episode = run.required("episodes").required(0);
    Path actions = writeActions(task, run.required("episodes").required(0), 20);
    Path frames = folder.resolve("frames");
    Path out = folder.resolve("rollout.csv");
    String seed = run.required("seed").asText();
    rollout(task, seed, "--actions", actions, "--out", out, "--frames", frames);
    assertEquals(21, frames.toFile().list().length);
    for (int step : new int[] {0, 20}) {
      Path frame = frames.resolve("episode_000_step_%05d.png".formatted(step));
      byte[] rgb = rgb(ImageIO.read(frame.toFile()));
      assertEquals(64 * 64 * 3, rgb.length);
      if (sameMachine(record) && sameGraphics(record)) {
        JsonNode golden = episode.required("frames").required(Integer.toString(step));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(rgb);
        assertEquals(golden.required("sha256").textValue(), HexFormat.of().formatHex(digest));
      }
    }
  }

  private static byte[] rgb(BufferedImage image) {
    byte[] rgb = new byte[image.getHeight() * image.getWidth() * 3];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
      rgb[i] = (byte) (pixel >> (16 - 8 * (i % 3)));
    }
    return rgb;
  }

  @Test
  void aSeedDecidesEveryByteUnderEveryPolicy() throws IOException {
    TaskInfo task = ControlSuite.info(new TaskId("cartpole_swingup"));
    for (String policy : List.of("random", "zero", "simulator_cem")) {
      List<String> texts = new ArrayList<>();
      for (String seed : List.of("7", "7", "8")) {
        Path out = folder.resolve(policy + texts.size() + ".csv");
        rollout(task, seed, "--policy", policy, "--episodes", 2, "--steps", 9, "--out", out);
        texts.add(Files.readString(out));
      }
      assertEquals(texts.get(0), texts.get(1));
      assertFalse(texts.get(0).equals(texts.get(2)), policy);
      assertEquals(1 + 2 * 10, texts.get(0).lines().count());
    }
  }

  @Test
  void aRolloutsOwnActionsPlayItAgain() throws IOException {
    TaskInfo task = ControlSuite.info(new TaskId("walker_walk"));
    Path first = folder.resolve("first.csv");
    rollout(task, "4", "--steps", 30, "--out", first);
    List<String> lines = Files.readAllLines(first);
    List<String> actions = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split(",", -1);
      if (!fields[1].equals("0")) { // the line of names stays
        actions.add(lastFields(fields, task.actions()));
      }
    }
    Path file = Files.write(folder.resolve("actions.csv"), actions);
    Path second = folder.resolve("second.csv");
    rollout(task, "4", "--actions", file, "--out", second);
    assertEquals(lines, Files.readAllLines(second));
  }

  private static String lastFields(String[] fields, int count) {
    return String.join(",", Arrays.asList(fields).subList(fields.length - count, fields.length));
  }

  private static void rollout(TaskInfo task, String seed, Object... others) {
    List<String> arguments = new ArrayList<>(List.of("rollout", "--task", task.id().id()));
    arguments.addAll(List.of("--seed", seed));
    Stream.of(others).forEach(argument -> arguments.add(argument.toString()));
    assertEquals(0, Main.execute(arguments.toArray(String[]::new)), arguments::toString);
  }

  private Path writeActions(TaskInfo task, JsonNode episodes) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header(task)));
    episodes.forEach(episode -> lines.addAll(rows(episode)));
    return Files.write(folder.resolve("actions.csv"), lines);
  }

  private Path writeActions(TaskInfo task, JsonNode episode, int steps) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header(task)));
    lines.addAll(rows(episode).subList(0, steps));
    return Files.write(folder.resolve("actions.csv"), lines);
  }

  private static String header(TaskInfo task) {
    return String.join(
        ",", IntStream.range(0, task.actions()).mapToObj(i -> "action_" + i).toList());
  }

  private static List<String> rows(JsonNode episode) {
    List<String> rows = new ArrayList<>();
    for (JsonNode action : episode.required("actions")) {
      List<String> numbers = new ArrayList<>();
      action.forEach(number -> numbers.add(number.asText()));
      rows.add(String.join(",", numbers));
    }
    return rows;
  }

  private static JsonNode record(TaskInfo task) throws IOException {
    Path file =
        Path.of(System.getProperty("planetbench.home", ""))
            .resolve("suites/src/test/resources/golden")
            .resolve(task.id() + ".json.gz");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static boolean sameMachine(JsonNode record) {
    JsonNode then = record.required("fingerprint");
    MachineFingerprint here = MachineFingerprint.here();
    return here.fusedMultiplyAdd() == then.required("fma").booleanValue()
        && here.cLibrary().equals("glibc " + then.required("libc").textValue());
  }

  private static boolean sameGraphics(JsonNode record) {
    JsonNode then = record.required("fingerprint");
    Graphics here = Graphics.probe();
    String version = then.required("gl_version").textValue();
    return here.renderer().equals(then.required("renderer").textValue())
        && here.version().endsWith(version.substring(version.indexOf("Mesa")));
  }
}
