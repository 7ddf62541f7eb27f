package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Agent;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Errors;
import org.planetbench.agents.OpenLoop;
import org.planetbench.agents.Phase;
import org.planetbench.agents.PredictionError;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.replay.EpisodeReplay;
import org.planetbench.agents.replay.NpyArray;
import org.planetbench.agents.replay.Npz;
import org.planetbench.agents.replay.RewardPairing;
import org.planetbench.suites.ActionSpec;
import org.planetbench.suites.Observation;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.TimeStep;

class PlanetAgentTest {
  private static final ActionSpec BOX = new ActionSpec(2, -1, 1);
  private static final int DECISIONS = 6;

  @TempDir Path directory;

  private static Recipe recipe() {
    LinkedHashMap<String, String> changes = new LinkedHashMap<>();
    changes.put("render_size", "32");
    changes.put("image_size", "32");
    changes.put("batch", "3");
    changes.put("chunk_length", "4");
    changes.put("candidates", "200");
    changes.put("elites", "20");
    changes.put("free_nats", "3");
    return Recipes.HEAD.with(changes);
  }

  private Agent agent(FakeModel model, String replay, long seed) {
    return agent(model, recipe(), replay, seed);
  }

  private Agent agent(FakeModel model, Recipe recipe, String replay, long seed) {
    return new PlanetAgent(
        recipe,
        BOX,
        new RandomStreams(seed),
        model,
        planning(model, recipe),
        new EpisodeReplay(directory.resolve(replay), recipe.rewardPairing()),
        new EpisodeReplay(directory.resolve(replay).resolve("held_out"), recipe.rewardPairing()));
  }

  private static Controller planning(FakeModel model, Recipe recipe) {
    return new PlanningController(
        new ModelPlanner(recipe, BOX, model), new Exploration(BOX, recipe.actionNoise()));
  }

  private static Pixels picture(int t) {
    byte[] rgb = new byte[32 * 32 * 3];
    rgb[0] = (byte) (10 * t);
    return new Pixels(32, 32, rgb);
  }

  private static TimeStep step(int t, boolean last) {
    return new TimeStep(t, last, new Observation(Map.of(), Optional.of(picture(t))));
  }

  /** Plays an episode and gives the actions. */
  private static List<double[]> play(Agent agent, Phase phase, int episode) {
    agent.begin(phase, episode, step(0, false));
    List<double[]> actions = new ArrayList<>();
    for (int t = 1; t <= DECISIONS; t++) {
      Decision decision = agent.act();
      actions.add(decision.action());
      agent.observe(decision.action(), step(t, t == DECISIONS));
    }
    return actions;
  }

  private static void assertSameBits(List<double[]> expected, List<double[]> got) {
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < got.size(); i++) {
      assertArrayEquals(expected.get(i), got.get(i), 0);
    }
  }

  @Test
  void seedEpisodesAreUniformlyRandomAndLeaveTheModelAlone() {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "a", 1);
    double[] bins = new double[4];
    for (int episode = 0; episode < 200; episode++) {
      for (double[] action : play(agent, Phase.SEED, episode)) {
        for (double a : action) {
          bins[(int) ((a + 1) * 2)]++;
        }
      }
    }
    for (double bin : bins) {
      assertEquals(200 * DECISIONS * 2 / 4.0, bin, 120);
    }
    assertEquals(List.of(), model.embeddings);
  }

  @Test
  void evaluationExecutesThePlanWithoutNoise() {
    Agent agent = agent(new FakeModel(), "a", 1);
    for (double[] action : play(agent, Phase.EVALUATE, 0)) {
      assertEquals(0.5, action[0], 0.03);
      assertEquals(0.5, action[1], 0.03);
    }
  }

  @Test
  void collectedEpisodesGetNoiseOfStandardDeviation03() {
    FakeModel model = new FakeModel();
    model.goal = 0;
    Agent agent = agent(model, "a", 1);
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int episode = 0; episode < 150; episode++) {
      for (double[] action : play(agent, Phase.COLLECT, episode)) {
        for (double a : action) {
          sum += a;
          squares += a * a;
          count++;
        }
      }
    }
    assertEquals(0, sum / count, 0.03);
    assertEquals(0.3, Math.sqrt(squares / count), 0.02); // a variance of 0.3 would give 0.5
  }

  @Test
  void actionsAreClippedToTheBoxAndFitFloats() {
    FakeModel model = new FakeModel();
    model.goal = 2;
    Agent agent = agent(model, "a", 1);
    boolean atTheEdge = false;
    for (int episode = 0; episode < 10; episode++) {
      for (double[] action : play(agent, Phase.COLLECT, episode)) {
        for (double a : action) {
          assertTrue(a >= -1 && a <= 1);
          assertEquals((float) a, a);
          atTheEdge |= a == 1;
        }
      }
    }
    assertTrue(atTheEdge);
  }

  @Test
  void theFilterIsToldTheActionAsExecuted() {
    FakeModel model = new FakeModel();
    model.goal = 2;
    List<double[]> actions = play(agent(model, "a", 1), Phase.COLLECT, 0);
    assertEquals(DECISIONS, model.previousActions.size());
    assertArrayEquals(new float[2], model.previousActions.getFirst());
    for (int t = 1; t < DECISIONS; t++) {
      assertArrayEquals(PlanetAgent.floats(actions.get(t - 1)), model.previousActions.get(t));
    }
  }

  /** In the published code random collection left evaluation zeros. */
  @Test
  void randomCollectionIsGaussianAndLeavesTheModelAndEvaluationAlone() {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, recipe().with("collection", "random"), "a", 1);
    int count = 0;
    double squares = 0;
    int atTheEdge = 0;
    for (int episode = 0; episode < 150; episode++) {
      for (double[] action : play(agent, Phase.COLLECT, episode)) {
        for (double a : action) {
          count++;
          squares += a * a;
          atTheEdge += Math.abs(a) == 1 ? 1 : 0;
        }
      }
    }
    assertEquals(0.3173, (double) atTheEdge / count, 0.03); // P(|N(0, 1)| > 1)
    assertEquals(0.5161, squares / count, 0.03); // 0.1987 inside, and 0.3173 at the edge
    assertEquals(List.of(), model.embeddings);
    List<double[]> planned = play(agent(new FakeModel(), "b", 1), Phase.EVALUATE, 0);
    assertSameBits(planned, play(agent, Phase.EVALUATE, 0));
  }

  @Test
  void everyPlannerExploresInCollectionOnly() {
    for (PlannerKind kind : PlannerKind.values()) {
      Recipe quiet = recipe().with("planner", kind.key()).with("action_noise", "0");
      Recipe noisy = quiet.with("action_noise", "0.3");
      Agent one = agent(new FakeModel(), quiet, kind + "quiet", 1);
      Agent other = agent(new FakeModel(), noisy, kind + "noisy", 1);
      assertSameBits(play(one, Phase.EVALUATE, 0), play(other, Phase.EVALUATE, 0));
      assertFalse(
          Arrays.equals(
              play(one, Phase.COLLECT, 0).getFirst(), play(other, Phase.COLLECT, 0).getFirst()));
    }
  }

  @Test
  void noPlannerRemembersAnEarlierEpisode() {
    for (PlannerKind kind : PlannerKind.values()) {
      Recipe recipe = recipe().with("planner", kind.key());
      Agent used = agent(new FakeModel(), recipe, kind + "used", 1);
      play(used, Phase.EVALUATE, 0);
      Agent fresh = agent(new FakeModel(), recipe, kind + "fresh", 1);
      assertSameBits(play(fresh, Phase.COLLECT, 3), play(used, Phase.COLLECT, 3));
    }
  }

  @Test
  void theFilterTakesAnActionThatSomebodyElseExecuted() {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "a", 1);
    agent.begin(Phase.EVALUATE, 0, step(0, false));
    agent.act();
    agent.observe(new double[] {-0.25, 1}, step(1, false));
    agent.act();
    assertArrayEquals(new float[] {-0.25f, 1}, model.previousActions.get(1));
  }

  @Test
  void everyEpisodeBeginsWithTheInitialBelief() {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "a", 1);
    play(agent, Phase.EVALUATE, 0);
    play(agent, Phase.EVALUATE, 1);
    for (int t = 0; t < 2 * DECISIONS; t++) {
      assertEquals(t % DECISIONS, model.previousBeliefs.get(t).deterministic()[0]);
    }
    assertArrayEquals(new float[2], model.previousActions.get(DECISIONS));
  }

  @Test
  void anEpisodeIsAFunctionOfSeedPhaseAndNumber() {
    Agent agent = agent(new FakeModel(), "a", 1);
    List<List<double[]>> all = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      all.add(play(agent, phase, 0));
      all.add(play(agent, phase, 1));
    }
    Agent other = agent(new FakeModel(), "b", 1);
    int i = all.size();
    for (Phase phase : List.of(Phase.values()).reversed()) { // in another order
      assertSameBits(all.get(--i), play(other, phase, 1));
      assertSameBits(all.get(--i), play(other, phase, 0));
    }
    List<double[]> otherSeed = play(agent(new FakeModel(), "c", 2), Phase.COLLECT, 0);
    all.add(otherSeed);
    assertEquals(
        all.size(),
        all.stream().map(actions -> Arrays.toString(actions.get(2))).distinct().count());
  }

  @Test
  void seedAndCollectedEpisodesEnterTheReplayAndEvaluationDoesNot() throws IOException {
    EpisodeReplay replay = new EpisodeReplay(directory.resolve("a"), RewardPairing.STATE_AFTER);
    FakeModel model = new FakeModel();
    Agent agent =
        new PlanetAgent(
            recipe(),
            BOX,
            new RandomStreams(1),
            model,
            planning(model, recipe()),
            replay,
            new EpisodeReplay(directory.resolve("unused"), RewardPairing.STATE_AFTER));
    play(agent, Phase.SEED, 0);
    List<double[]> collected = play(agent, Phase.COLLECT, 0);
    play(agent, Phase.EVALUATE, 0);
    assertEquals(2, replay.size());
    try (var files = Files.list(directory.resolve("a"))) {
      var arrays = Npz.read(files.sorted().toList().get(1));
      assertTrue(
          arrays.get("image") instanceof NpyArray.Bytes(_, byte[] image)
              && image[3 * 32 * 32 * 3] == 30);
      assertTrue(
          arrays.get("action") instanceof NpyArray.Floats(_, float[] actions)
              && actions[0] == 0
              && actions[2] == (float) collected.get(0)[0]
              && actions[2 * DECISIONS + 1] == (float) collected.get(DECISIONS - 1)[1]);
      assertTrue(
          arrays.get("reward") instanceof NpyArray.Floats(_, float[] rewards)
              && Arrays.equals(rewards, new float[] {0, 1, 2, 3, 4, 5, 6}));
    }
  }

  @Test
  void heldOutEpisodesAreRandomAlikeForAllCellsAndNeverLearnedFrom() throws IOException {
    Agent agent = agent(new FakeModel(), "replay", 1);
    List<double[]> actions = play(agent, Phase.HELD_OUT, 0);
    assertSameBits(actions, play(agent(new FakeModel(), "another", 2), Phase.HELD_OUT, 0));
    assertNotEquals(actions.getFirst()[0], play(agent, Phase.HELD_OUT, 1).getFirst()[0]);
    assertThrows(IllegalStateException.class, () -> agent.learn(1), "there is nothing to learn");
    try (Stream<Path> files = Files.list(directory.resolve("replay").resolve("held_out"))) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void diagnosesTheLatestAndTheHeldOutEpisodesAlikeAfterARestart() throws IOException {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "replay", 1);
    play(agent, Phase.HELD_OUT, 0);
    play(agent, Phase.SEED, 0);
    play(agent, Phase.COLLECT, 0);
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    agent.save(checkpoint);
    List<PredictionError> errors = agent.diagnose(0, 3);
    assertEquals(
        List.of(
            "on_policy 0", "on_policy 1", "on_policy 2", "held_out 0", "held_out 1", "held_out 2"),
        errors.stream().map(error -> error.data().key() + " " + error.distance()).toList());
    Agent resumed = agent(new FakeModel(), "replay", 1);
    resumed.load(checkpoint);
    assertEquals(errors, resumed.diagnose(0, 3));
    assertNotEquals(errors, agent.diagnose(1, 3), "another episode's noise");
  }

  @Test
  void updatesAreAFunctionOfTheirNumberAndTheReplay() {
    List<UpdateMetrics> metrics = new ArrayList<>();
    for (String replay : List.of("a", "b")) {
      Agent agent = agent(new FakeModel(), replay, 1);
      play(agent, Phase.SEED, 0);
      metrics.add(agent.learn(1).orElseThrow());
      metrics.add(agent.learn(2).orElseThrow());
    }
    assertEquals(metrics.subList(0, 2), metrics.subList(2, 4));
    assertFalse(metrics.get(0).equals(metrics.get(1)));
  }

  /** Of 6 decisions, a chunk of 6 of 7 records, or of all 6 that have a later reward. */
  @Test
  void learnsFromChunksAsTheRecipePairsThem() {
    Recipe after = recipe().with("chunk_length", "6");
    Recipe before = after.with("reward_pairing", "state_before");
    for (boolean zero : new boolean[] {false, true}) {
      for (Recipe recipe : List.of(after, before)) {
        FakeModel model = new FakeModel();
        Recipe told = recipe.with("zero_first_action", Boolean.toString(zero));
        Agent agent = agent(model, told, recipe.rewardPairing().key() + zero, 1);
        List<double[]> actions = play(agent, Phase.SEED, 0);
        agent.learn(1);
        int at = recipe.chunkLength() - 1;
        for (int b = 0; b < recipe.batch(); b++) {
          float first = model.batchRewards[b]; // r_t = t, o_t at time t
          int offset =
              Math.round(first) - (recipe.rewardPairing() == RewardPairing.STATE_BEFORE ? 1 : 0);
          assertEquals(first + at, model.batchRewards[at * recipe.batch() + b]);
          float action = model.batchActions[2 * b];
          boolean none = zero || offset == 0;
          assertEquals(none ? 0 : (float) actions.get(offset - 1)[0], action);
          assertEquals(
              (float) actions.get(offset)[1], model.batchActions[2 * (recipe.batch() + b) + 1]);
        }
      }
    }
  }

  @Test
  void aRestoredAgentGoesOnWithTheVeryBits() throws IOException {
    Agent whole = agent(new FakeModel(), "whole", 1);
    for (int i = 0; i < 2; i++) {
      play(whole, Phase.SEED, i);
    }
    for (int i = 1; i <= 5; i++) {
      whole.learn(i);
    }
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    whole.save(checkpoint);
    List<double[]> expected = play(whole, Phase.COLLECT, 0);
    Optional<UpdateMetrics> expectedUpdate = whole.learn(6);

    Agent resumed = agent(new FakeModel(), "whole", 1);
    resumed.load(checkpoint);
    assertSameBits(expected, play(resumed, Phase.COLLECT, 0));
    assertEquals(expectedUpdate, resumed.learn(6));
  }

  /** A setting that came later was what it is where nobody says otherwise. */
  @Test
  void aCheckpointOfBeforeASettingIsRead() throws IOException {
    Agent agent = agent(new FakeModel(), "a", 1);
    play(agent, Phase.SEED, 0);
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    agent.save(checkpoint);
    forget(checkpoint, "divergence_balance=0.5\n");
    agent.load(checkpoint);
    Agent other = agent(new FakeModel(), recipe().with("divergence_balance", "0.8"), "a", 1);
    assertEquals(
        checkpoint
            + ": expected a checkpoint made with divergence_balance=0.8, got one made with divergence_balance=0.5; use those settings or another runs directory",
        Errors.messageOf(IOException.class, () -> other.load(checkpoint)));
    forget(checkpoint, "=");
    assertTrue(
        Errors.messageOf(IOException.class, () -> agent.load(checkpoint))
            .startsWith(checkpoint + ": settings of a checkpoint: expected key=value"));
  }

  /** Recipes have sizes of an actor since, and they are other ones than the defaults. */
  @Test
  void aCheckpointOfBeforeActorsIsRead() throws IOException {
    Agent agent = agent(new FakeModel(), recipe().with("actor_layers", "2"), "a", 1);
    play(agent, Phase.SEED, 0);
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    agent.save(checkpoint);
    forget(checkpoint, "actor=false\n");
    forget(checkpoint, "actor_layers=2\n");
    agent.load(checkpoint);
    Agent other = agent(new FakeModel(), recipe().with("actor", "true"), "a", 1);
    assertTrue(
        Errors.messageOf(IOException.class, () -> other.load(checkpoint))
            .contains("expected a checkpoint made with actor=true, got one made with actor=false"));
  }

  private static void forget(Path checkpoint, String text) throws IOException {
    Path file = checkpoint.resolve("agent.npz");
    SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>(Npz.read(file));
    byte[] settings = assertInstanceOf(NpyArray.Bytes.class, arrays.get("recipe")).data();
    String before = new String(settings, StandardCharsets.UTF_8);
    byte[] after = before.replaceFirst(text, "").getBytes(StandardCharsets.UTF_8);
    assertTrue(after.length < settings.length);
    arrays.put("recipe", new NpyArray.Bytes(new int[] {after.length}, after));
    Files.delete(file);
    Npz.write(file, arrays);
  }

  @Test
  void foreignAndDamagedCheckpointsAreRefused() throws IOException {
    Agent agent = agent(new FakeModel(), "a", 1);
    play(agent, Phase.SEED, 0);
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    agent.save(checkpoint);

    Agent other = agent(new FakeModel(), recipe().with("batch", "5"), "a", 1);
    assertEquals(
        checkpoint
            + ": expected a checkpoint made with batch=5, got one made with batch=3; use those settings or another runs directory",
        Errors.messageOf(IOException.class, () -> other.load(checkpoint)));

    byte[] model = Files.readAllBytes(checkpoint.resolve("model.npz"));
    Files.write(checkpoint.resolve("model.npz"), Arrays.copyOf(model, model.length - 5));
    assertTrue(
        Errors.messageOf(IOException.class, () -> agent.load(checkpoint))
            .contains("model.npz: expected a whole .npz file"));

    Files.copy(
        checkpoint.resolve("replay.npz"),
        checkpoint.resolve("model.npz"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertTrue(
        Errors.messageOf(IOException.class, () -> agent.load(checkpoint))
            .endsWith("model.npz: 'sha256': expected float32, got |u1"));

    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertEquals(
        empty.resolve("agent.npz") + ": missing",
        Errors.messageOf(IOException.class, () -> agent.load(empty)));
  }

  @Test
  void warnsOfADivergenceThatStaysUnderTheFreeNats() throws IOException {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "a", 1);
    play(agent, Phase.SEED, 0);
    model.divergence = 2.5;
    for (int i = 1; i < DivergenceWindow.UPDATES; i++) {
      agent.learn(i);
    }
    assertEquals(List.of(), agent.warnings());
    agent.learn(DivergenceWindow.UPDATES);
    assertEquals(1, agent.warnings().size());
    assertTrue(
        agent.warnings().getFirst().startsWith("divergence: mean 2.50 nats over the last 200"),
        agent.warnings()::toString);
    Path checkpoint = Files.createDirectory(directory.resolve("checkpoint"));
    agent.save(checkpoint);
    Agent resumed = agent(new FakeModel(), "a", 1);
    resumed.load(checkpoint);
    assertEquals(agent.warnings(), resumed.warnings());
    model.divergence = 3.6;
    for (int i = 1; i <= DivergenceWindow.UPDATES; i++) {
      agent.learn(i);
    }
    assertEquals(List.of(), agent.warnings());
  }

  /** A divergence that nobody trains may be as small as it likes; an untrained prior may not. */
  @Test
  void warnsOfAnUntrainedPriorAndNotOfADivergenceThatIsNoPartOfTheLoss() {
    FakeModel model = new FakeModel();
    model.divergence = 0;
    Agent clean = agent(model, Variant.GRU_CLEAN.adapt(recipe()), "clean", 1);
    Agent released = agent(model, Variant.GRU_RELEASE.adapt(recipe()), "released", 1);
    for (Agent agent : List.of(clean, released)) {
      play(agent, Phase.SEED, 0);
      for (int i = 1; i <= DivergenceWindow.UPDATES; i++) {
        agent.learn(i);
      }
    }
    assertEquals(List.of(), clean.warnings());
    assertEquals(
        List.of(
            "dynamics rssm_mean with divergence_scale 0: the prior head gets no gradient and keeps its initial weights, and planning imagines with it"),
        released.warnings());
  }

  @Test
  void imaginesOpenLoopAfterTheContext() {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "a", 1);
    List<Pixels> frames = new ArrayList<>();
    List<double[]> actions = new ArrayList<>();
    for (int t = 0; t < 9; t++) {
      frames.add(picture(t));
      actions.add(new double[] {t + 1, 0});
    }
    OpenLoop prediction = agent.openLoop(frames, actions, 5).orElseThrow();
    assertEquals(5, model.embeddings.size());
    assertArrayEquals(new float[] {0, 0}, model.previousActions.get(0));
    assertArrayEquals(new float[] {4, 0}, model.previousActions.get(4));
    assertEquals(frames, prediction.truth());
    for (int t = 0; t < 9; t++) {
      assertEquals(t + 1, prediction.predicted().get(t).rgb()[0]);
    }
    OpenLoop again = agent.openLoop(frames, actions, 5).orElseThrow();
    assertArrayEquals(prediction.predicted().getLast().rgb(), again.predicted().getLast().rgb());
    actions.set(6, new double[] {8, 0}); // which leads to frame 7
    OpenLoop other = agent.openLoop(frames, actions, 5).orElseThrow();
    for (int t = 0; t < 9; t++) {
      byte[] before = prediction.predicted().get(t).rgb();
      byte[] after = other.predicted().get(t).rgb();
      assertEquals(t < 7, Arrays.equals(before, after), "prediction " + t);
    }
    assertTrue(
        Errors.messageOf(IllegalArgumentException.class, () -> agent.openLoop(frames, actions, 10))
            .startsWith("expected 1 <= context <= frames"));
  }

  @Test
  void stopsWhenTheLossIsNoLongerANumber() {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "a", 1);
    play(agent, Phase.SEED, 0);
    model.parameter = Float.NaN;
    String message = Errors.messageOf(IllegalStateException.class, () -> agent.learn(7));
    assertTrue(message.startsWith("update 7: expected a finite loss and gradient"), message);
  }

  @Test
  void saysWhatItNeeds() {
    FakeModel model = new FakeModel();
    Agent agent = agent(model, "a", 1);
    assertEquals(
        "no episode: call begin first", Errors.messageOf(IllegalStateException.class, agent::act));
    TimeStep large =
        new TimeStep(
            0, false, new Observation(Map.of(), Optional.of(new Pixels(2, 2, new byte[12]))));
    assertEquals(
        "picture: expected 32 x 32 pixels (render_size), got 2 x 2",
        Errors.messageOf(IllegalArgumentException.class, () -> agent.begin(Phase.SEED, 0, large)));
    agent.close();
    assertTrue(model.closed);
  }
}
