package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Mistakes on the command line and in profiles: exit code 2 and a line that says what to do. A few
 * more are made in processes of their own, by {@code BadInputIT}.
 */
final class BadInputTest {
  @TempDir private Path directory;

  /** What is typed, where {@code @} is the test's folder, and what the line has to say of it. */
  record Mistake(String typed, String... said) {
    @Override
    public String toString() {
      return "bench " + typed;
    }
  }

  @SuppressWarnings("unused") // by name
  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake("lst", "'lst'", "did you mean: bench list"),
          new Mistake("run --frobnicate", "'--frobnicate'", "bench run --help"),
          new Mistake("run --profile smok", "'smok'", "did you mean 'smoke'"),
          new Mistake("run --profile @missing.yaml", "missing.yaml'", "known: smoke, quick"),
          new Mistake("run --profile /dev/null", "/dev/null", "a device or a pipe", "into a file"),
          new Mistake("run --profile @torn.yaml", "torn.yaml", "line 3", "not yaml"),
          new Mistake("run --profile @key.yaml", "key.yaml: colour", "unknown key"),
          new Mistake(
              "run --profile @type.yaml", "type.yaml: jobs", "expected a whole number", "\"many\""),
          new Mistake(
              "run --profile smoke --task cartpole_swing",
              "'cartpole_swing'",
              "did you mean 'cartpole_swingup'"),
          new Mistake("run --profile smoke --variant rsm", "'rsm'", "did you mean 'rssm'"),
          new Mistake("run --profile smoke --seed one", "--seed", "whole number", "'one'"),
          new Mistake("run --profile smoke --seed -1", "--seed", "whole number from 0", "-1"),
          new Mistake("run --profile smoke --set bacth=3", "bacth", "did you mean 'batch'"),
          new Mistake(
              "run --profile smoke --set batch=three",
              "batch",
              "expected a whole number",
              "'three'"),
          new Mistake("run --profile smoke --set batch=0", "batch", "expected at least 1", "0"),
          new Mistake(
              "run --profile smoke --set schedule.episode=3",
              "schedule.episode",
              "did you mean 'episodes'"),
          new Mistake(
              "run --profile smoke --set chunk_length=500",
              "chunk_length",
              "at most 21",
              "20 decisions",
              "got 500"),
          new Mistake(
              "run --profile smoke --variant overshooting --set overshooting_distance=11",
              "overshooting_distance",
              "at most chunk_length (10)",
              "got 11"),
          new Mistake(
              "run --profile smoke --set schedule.agent_steps_per_episode=4 --set chunk_length=4",
              "schedule.diagnose_every",
              "expected 0",
              "5 records"),
          new Mistake("run --profile smoke --set learning_rate=1e400", "learning_rate", "finite"),
          new Mistake("run --profile smoke --set hidden_size=999999", "hidden_size", "1 to 10000"),
          new Mistake("run --profile smoke --set elites=51", "elites", "candidates (50)", "51"),
          new Mistake("run --profile smoke --set threads=100000", "threads", "at most 1024"),
          new Mistake("run --profile smoke --set horizon=0", "horizon", "1 to 10000"),
          new Mistake("run --profile smoke --set batch=99999", "batch x chunk_length", "999990"),
          new Mistake("run --profile smoke --set batch", "key=value", "batch"),
          new Mistake(
              "run --profile smoke --set render_quality=best",
              "render_quality",
              "reference or fast",
              "'best'"),
          new Mistake("run --profile smoke --jobs 0", "--jobs", "expected at least 1", "0"),
          new Mistake(
              "run --profile smoke --cell cartpole_balance-rssm-s9",
              "-s9",
              "did you mean 'cartpole_balance-rssm-s1'"),
          new Mistake(
              "run --profile smoke --cell-index -1", "--cell-index", "whole number from 0", "-1"),
          new Mistake(
              "run --profile smoke --runs @file", "file", "cannot write", "choose another place"),
          new Mistake(
              "run --profile smoke --runs @file/below",
              "file/below",
              "cannot write",
              "choose another place"),
          new Mistake("run --profile smoke --task ,", "--task: expected a value", "','"),
          new Mistake("run --profile smoke --variant rssm;id", "--variant", "'rssm;id'"),
          new Mistake("list cells --profile @nested.yaml", "nested.yaml: line 1: nested more than"),
          new Mistake("list cells --profile @latin1.yaml", "latin1.yaml:1: expected utf-8"),
          new Mistake("list cells --profile smoke --set batch=four", "batch", "'four'"),
          new Mistake("verify /dev/null", "/dev/null: expected the folder of a run"),
          new Mistake("stats @.", "expected a csv file of scores, got a folder", "--runs"),
          new Mistake("stats /dev/zero", "/dev/zero: expected a file, got a device"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --actions @.", "expected a file, got a f"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --actions /dev/zero",
              "expected a file, got a d"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --out /dev/null",
              "cannot write /dev/null",
              "dev"),
          new Mistake("report --runs @. --out @file", "cannot write ", "choose another place"),
          new Mistake(
              "run --profile smoke --runs @new/runs --heap 3gb", "--heap", "1500m", "'3gb'"),
          new Mistake(
              "run --profile smoke --runs @new/runs --tracking-uri localhost:5000",
              "'localhost:5000'",
              "http://localhost:5000"),
          new Mistake("run --profile smoke --runs @new/runs --set chunk_length=0", "chunk_length"),
          new Mistake("measure plan --heap 1", "--heap", "1500m", "'1'"),
          new Mistake(
              "report --runs @missing", "missing", "expected a folder of runs", "bench run"),
          new Mistake("gate --runs @missing", "missing", "expected a folder of runs", "bench run"),
          new Mistake("gate retruns --runs @.", "'retruns'", "returns, latency or bits"),
          new Mistake("bless --runs @missing --reason why", "missing", "expected a folder of runs"),
          new Mistake(
              "bless latency --runs @. --reason why", "head-<round>.json", "no measurements"),
          new Mistake("list frogs", "'frogs'", "variants"),
          new Mistake("measure speed", "'speed'", "plan, update"),
          new Mistake("measure plan --recipe hed", "'hed'", "did you mean 'head'"),
          new Mistake("measure plan --planner cm", "'cm'", "did you mean 'cem'"),
          new Mistake("measure plan --task cheetah", "'cheetah'", "cheetah_run"),
          new Mistake("measure update --variant random", "--variant", "random", "no update"),
          new Mistake("measure update --samples 0", "--samples", "expected at least 1", "0"),
          new Mistake("measure plan --threads 0", "--threads", "expected at least 1", "0"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --policy simulator_cem --set planner=grad_cem",
              "planner: expected one that follows no gradients"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --policy simulator_cem --set temperature=1",
              "whose planner is cem"),
          new Mistake("rollout --task cheetah_run", "missing required option", "--seed"),
          new Mistake("rollout --task cheetah_rn --seed 1", "did you mean 'cheetah_run'"),
          new Mistake("rollout --task cheetah_run --seed -1", "--seed", "4294967295", "'-1'"),
          new Mistake("rollout --task cheetah_run --seed 1 --policy best", "zero", "'best'"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --actions @file",
              "file:1",
              "expected the columns action_0,action_1",
              "missing: action_0"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --out @new/rollout.csv --frames @file",
              "cannot write",
              "choose another place"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --out @new/rollout.csv --frames @new/frames --size 9999",
              "--size",
              "9999"),
          new Mistake(
              "rollout --task cheetah_run --seed 1 --out @file/below",
              "cannot write",
              "choose another place"));

  @ParameterizedTest
  @FieldSource("MISTAKES")
  void isToldInWordsWithExitCodeTwo(Mistake mistake) throws IOException {
    writeFiles();
    List<String> before = listing();
    boolean writes = mistake.typed().startsWith("run ") && !mistake.typed().contains("--runs");
    String typed = mistake.typed() + (writes ? " --runs @new/runs" : "");
    Captured ended =
        Captured.run(
            Stream.of(typed.split(" "))
                .map(word -> word.replace("@", directory + "/"))
                .toArray(String[]::new));
    assertEquals(2, ended.exitCode(), ended::toString);
    assertTrue(ended.err().startsWith("bench: "), ended::toString);
    String said = ended.err().toLowerCase(Locale.ROOT);
    for (String part : mistake.said()) {
      assertTrue(said.contains(part), () -> "no '" + part + "' in " + ended.err());
    }
    assertTrue(ended.err().lines().count() <= 3, ended::toString);
    assertFalse(ended.err().contains("\tat "), ended::toString);
    assertEquals(before, listing(), ended::toString);
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.map(path -> directory.relativize(path).toString()).sorted().toList();
    }
  }

  private void writeFiles() throws IOException {
    Files.writeString(directory.resolve("file"), "in the way\n");
    Files.writeString(
        directory.resolve("torn.yaml"), "title: torn\ntasks: [cartpole_balance\nseeds");
    Files.writeString(directory.resolve("nested.yaml"), "[".repeat(20_000));
    Files.writeString(
        directory.resolve("latin1.yaml"), "title: Übung\n", StandardCharsets.ISO_8859_1);
    String smoke =
        Files.readString(
            Path.of(System.getProperty("planetbench.home"), "harness/profiles/smoke.yaml"));
    Files.writeString(directory.resolve("key.yaml"), smoke + "colour: red\n");
    Files.writeString(directory.resolve("type.yaml"), smoke + "jobs: many\n");
  }
}
