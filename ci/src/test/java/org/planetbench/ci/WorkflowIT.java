package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * What a stranger can name, such as a branch, a title or a label, must not become part of a command
 * of the CI systems.
 */
final class WorkflowIT {
  /** Neither a stranger's words, nor more than a value of the run itself. */
  private static final Set<String> EXPRESSIONS =
      Set.of(
          "github.token",
          "matrix.gate",
          "github.event.merge_group.base_sha",
          "github.event.pull_request.number || github.ref",
          "hashFiles('harness/setup/*.lock')",
          "needs.judge.result",
          "steps.bypass.outputs.reason");

  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{\\s*(.*?)\\s*}}");
  private static final Pattern PINNED =
      Pattern.compile("(- )?uses: [\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
  private static final Pattern QUOTED = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"");

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(Bench.checkout().resolve(".github/workflows"))) {
      return files.sorted().toList();
    }
  }

  private static JsonNode parsed(Path file) throws IOException {
    return new ObjectMapper().valueToTree(new Yaml().<Object>load(Files.readString(file)));
  }

  private static JsonNode gate() throws IOException {
    return parsed(Bench.checkout().resolve(".github/workflows/gate.yml"));
  }

  private static List<JsonNode> steps(JsonNode workflow) {
    List<JsonNode> steps = new ArrayList<>();
    for (JsonNode job : workflow.path("jobs")) {
      job.path("steps").forEach(steps::add);
    }
    assertFalse(steps.isEmpty());
    return steps;
  }

  /** Whether a variable stands where the shell would part its value, or expand it. */
  private static boolean isQuoted(String commands) {
    return !QUOTED.matcher(commands).replaceAll("").contains("$");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void noValueIsWrittenIntoACommand(Path workflow) throws IOException {
    for (JsonNode step : steps(parsed(workflow))) {
      String commands = step.path("run").asText();
      assertFalse(commands.contains("${{"), commands);
      assertTrue(isQuoted(commands), commands);
      assertFalse(ScriptsIT.READER_THAT_ENDS_EARLY.matcher(commands).find(), commands);
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void usesOnlyWhatNoStrangerCanName(Path workflow) throws IOException {
    Set<String> used = new TreeSet<>();
    EXPRESSION.matcher(Files.readString(workflow)).results().forEach(it -> used.add(it.group(1)));
    used.removeAll(EXPRESSIONS);
    assertEquals(Set.of(), used);
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void pinsTheActionsThatItUses(Path workflow) throws IOException {
    List<String> uses =
        Files.readAllLines(workflow).stream().filter(line -> line.contains("uses:")).toList();
    assertFalse(uses.isEmpty());
    for (String line : uses) {
      assertTrue(PINNED.matcher(line.strip()).matches(), line);
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void mayOnlyRead(Path workflow) throws IOException {
    JsonNode root = parsed(workflow);
    assertTrue(root.path("permissions").isObject(), "permissions: expected a list");
    root.findValues("permissions")
        .forEach(all -> all.forEach(one -> assertEquals("read", one.asText())));
    assertFalse(Files.readString(workflow).contains("pull_request_target"));
    steps(root).stream()
        .filter(step -> step.path("uses").asText().startsWith("actions/checkout@"))
        .forEach(
            step -> assertFalse(step.at("/with/persist-credentials").asBoolean(true), "token"));
  }

  @Test
  void judgesPullRequestsAndTheMergeQueueAGateAJob() throws IOException {
    JsonNode gate = gate();
    JsonNode on = gate.path("true"); // as YAML 1.1 reads that key
    assertTrue(on.has("pull_request") && on.has("merge_group"));
    assertTrue(gate.at("/concurrency/cancel-in-progress").asBoolean());
    assertEquals(
        "[\"bits\",\"returns\",\"latency\"]",
        gate.at("/jobs/judge/strategy/matrix/gate").toString());
    assertFalse(gate.at("/jobs/judge/strategy/fail-fast").asBoolean(true));
    // a skipped job counts as passed
    assertEquals("always()", gate.at("/jobs/gate/if").asText());
    assertEquals("judge", gate.at("/jobs/gate/needs").asText());
    assertTrue(
        gate.path("jobs").findValues("if").stream().allMatch(it -> it.asText().equals("always()")));
  }

  @Test
  void gitLabJudgesTheSame() throws IOException {
    JsonNode jobs = parsed(Bench.checkout().resolve(".gitlab-ci.yml"));
    JsonNode gate = jobs.path("gate");
    assertEquals(gate().at("/jobs/judge/strategy/matrix/gate"), gate.at("/parallel/matrix/0/GATE"));
    assertEquals("runs/gate/junit.xml", gate.at("/artifacts/reports/junit").asText());
    for (JsonNode lines :
        List.of(
            jobs.at("/.prepared/before_script"), gate.path("script"), jobs.at("/test/script"))) {
      assertFalse(lines.isEmpty());
      lines.forEach(line -> assertTrue(isQuoted(line.asText()), line::asText));
    }
  }

  /** Both systems test every change, by the command that a person calls. */
  @Test
  void theTestsRunForEachChange() throws IOException {
    JsonNode workflow = parsed(Bench.checkout().resolve(".github/workflows/test.yml"));
    JsonNode on = workflow.path("true"); // as YAML 1.1 reads that key
    assertTrue(on.has("push") && on.has("pull_request") && on.has("merge_group"));
    assertTrue(
        steps(workflow).stream().anyMatch(step -> step.path("run").asText().equals(".ci/run")));
    JsonNode test = parsed(Bench.checkout().resolve(".gitlab-ci.yml")).path("test");
    assertEquals("[\".ci/run\"]", test.path("script").toString());
    assertEquals(".prepared", test.path("extends").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ci/gate.sh --base $BASE",
        "x=${TITLE}",
        "echo \"a\"$LABEL",
        "echo \"$(run $it)\"$x"
      })
  void theRuleKnowsUnquotedVariables(String command) {
    assertFalse(isQuoted(command));
  }
}
