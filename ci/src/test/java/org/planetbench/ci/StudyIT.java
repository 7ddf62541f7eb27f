package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench study}, end to end, with cells so small that their numbers mean nothing. */
@Tag("native")
final class StudyIT {
  private static final String PROFILE =
      """
      title: A trial
      tasks: [cartpole_balance]
      variants: [rssm, random_collection, actor_cem]
      seeds: [1]
      recipe: tiny
      set: {batch: 4, chunk_length: 10, candidates: 16, iterations: 2, elites: 4, horizon: 4}
      render_quality: fast
      threads: 1
      jobs: 2
      schedule:
        seed_episodes: 2
        first_updates: 4
        episodes: 4
        updates_per_episode: 2
        evaluate_every: 0
        evaluation_episodes: 0
        final_evaluation_episodes: 1
        agent_steps_per_episode: 16
        archive_every: 2
      """;

  @TempDir private static Path directory;
  private static Bench.Ended ended = new Bench.Ended(-1, "", "");

  private static Bench.Ended study(String arguments) throws IOException, InterruptedException {
    return Bench.in(directory)
        .run(("study " + arguments + " --profile trial.yaml --runs runs").split(" "));
  }

  @BeforeAll
  static void answer() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("trial.yaml"), PROFILE);
    ended = study("drift");
  }

  @Test
  void runsMeasuresAndAnswers() throws IOException {
    ended
        .requireExitCode(0)
        .requireOut("2 to run")
        .requireOut("7 to measure, 0 measured before")
        .requireOut("PlaNet never trains on imagined data");
    Path page = directory.resolve("runs/drift");
    String text = Files.readString(page.resolve("study.md"));
    assertTrue(text.contains("fewer than 5 seeds"), text);
    assertTrue(Files.size(page.resolve("plots/cartpole_balance-rssm-gap.png")) > 1_000);
    // of 2 variants: the checkpoint after 2 collected episodes and the last, 10 values each
    List<String> rows = Files.readAllLines(page.resolve("values.csv"));
    long gaps =
        rows.stream().filter(row -> row.matches(".*,(plan|random plan|executed.*?),.*")).count();
    assertEquals(2 * 2 * 10, gaps, () -> String.join("\n", rows));
    for (String dreamt : List.of("imagined_0", "imagined_25", "imagined_50")) {
      assertTrue(rows.stream().anyMatch(row -> row.contains("," + dreamt + ",return,")), dreamt);
    }
    Recorded.requireNothingHalfWritten(directory.resolve("runs"));
  }

  /** The same model, start and streams. The cross table wants a second seed, and waits for it. */
  @Test
  void measuresTheSameAgain() throws IOException, InterruptedException {
    String before = Files.readString(directory.resolve("runs/drift/values.csv"));
    Path values = directory.resolve("runs/drift/values.csv");
    Files.delete(values);
    study("drift --measure-only").requireExitCode(0).requireOut("1 to measure, 6 measured before");
    assertEquals(before, Files.readString(values));
    for (Path file : measured()) {
      if (file.getFileName().toString().endsWith("-gap.csv")) {
        Files.delete(file);
      }
    }
    study("drift --measure-only").requireExitCode(0).requireOut("3 to measure");
    assertEquals(before, Files.readString(values));
    Path page = directory.resolve("runs/drift/study.md");
    String said = Files.readString(page);
    Files.delete(page);
    study("drift --page-only").requireExitCode(0).requireOut("never trains on imagined data");
    assertEquals(said, Files.readString(page));
  }

  private static List<Path> measured() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("runs/drift/measured"))) {
      return files.toList();
    }
  }

  @Test
  void anotherStudySharesTheCells() throws IOException, InterruptedException {
    study("planners").requireExitCode(0).requireOut("1 to run").requireOut("2 to measure");
    String text = Files.readString(directory.resolve("runs/planners/study.md"));
    for (String row :
        List.of(
            "cem x 1/8",
            "icem x 4",
            "gradient_ascent x 1/8",
            "simulator_cem x 1 ",
            "actor |",
            "actor_guided_mppi x 4",
            "grad_cem x 1 |")) {
      assertTrue(text.contains(" | " + row), text);
    }
  }

  @Test
  void badInputIsSaid() throws IOException, InterruptedException {
    study("gloom")
        .requireExitCode(2)
        .requireErr("expected one of drift, planners, models, overshooting, got 'gloom'");
    Bench.in(directory)
        .run("study", "drift", "--measure-only", "--runs", "nowhere")
        .requireExitCode(2)
        .requireErr("nowhere");
    study("drift --page-only --out nowhere").requireExitCode(2).requireErr("nowhere/cells.csv");
    study("models --page-only --out runs/drift")
        .requireExitCode(2)
        .requireErr("study.md: expected the page of the study models, got another");
    study("drift --page-only --seed 1").requireExitCode(2).requireErr("--seed: chooses nothing");
    Bench.in(directory).run("study").requireExitCode(0).requireOut("planners");
  }
}
