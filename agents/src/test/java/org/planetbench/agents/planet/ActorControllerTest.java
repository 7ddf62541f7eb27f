package org.planetbench.agents.planet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.Errors;
import org.planetbench.agents.ModelDivergedException;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.model.Policy;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.suites.ActionSpec;

class ActorControllerTest {
  private static final ActionSpec BOX = new ActionSpec(2, -1, 1);
  private static final Belief BELIEF = new Belief(List.of(), new float[1], new float[1]);

  private static RandomGenerator random(Purpose purpose) {
    return new RandomStreams(3).generator(purpose, 0);
  }

  private static Controller.Draws draws() {
    return new Controller.Draws(
        random(Purpose.IMAGINATION), random(Purpose.PLANNER), random(Purpose.EXPLORATION));
  }

  private static double[] choose(boolean explores, double noise) {
    return new ActorController(new FakePolicy(), new Exploration(BOX, noise))
        .choose(BELIEF, explores, draws());
  }

  @Test
  void collectsWithNoisySamplesAndIsJudgedByItsMode() {
    float drawn = random(Purpose.PLANNER).nextFloat();
    assertArrayEquals(new double[] {drawn, 0.25f}, choose(true, 0));
    assertArrayEquals(new double[] {-drawn, 0.5f}, choose(false, 0.3));
    RandomGenerator exploration = random(Purpose.EXPLORATION);
    double[] noisy = choose(true, 0.1);
    for (int i = 0; i < 2; i++) {
      double expected = (i == 0 ? drawn : 0.25f) + 0.1 * exploration.nextGaussian();
      assertEquals((float) Math.clamp(expected, -1.0, 1.0), noisy[i]);
    }
    for (double action : choose(true, 100)) {
      assertTrue(Math.abs(action) <= 1);
    }
  }

  @Test
  void anActorThatSaysNoNumbersIsNamedWithItsCause() {
    Policy lost =
        new FakePolicy() {
          @Override
          public float[] sample(Belief belief, RandomGenerator random) {
            return new float[] {0, Float.NaN};
          }

          @Override
          public float[] mode(Belief belief, RandomGenerator random) {
            return new float[] {Float.POSITIVE_INFINITY, 0};
          }
        };
    Controller controller = new ActorController(lost, new Exploration(BOX, 0.3));
    for (boolean explores : new boolean[] {true, false}) {
      String message =
          Errors.messageOf(
              ModelDivergedException.class, () -> controller.choose(BELIEF, explores, draws()));
      assertTrue(message.startsWith("actor: expected an action of finite numbers, got ["), message);
    }
  }

  @Test
  void anActorIsNeededAndPlannersSettingsAreNot() {
    assertEquals(
        "actor: expected true where an actor chooses the actions, got false; leave it out, or choose a variant that plans",
        Errors.messageOf(
            IllegalArgumentException.class, () -> Variant.ACTOR.kind().requireFits(Recipes.TINY)));
    Variant.ACTOR.requireUse(Set.of("actor_units", "action_noise"), Map.of());
    Variant.ACTOR_CEM.requireUse(Set.of("candidates"), Map.of());
    assertEquals(
        "candidates: expected no such setting with variant actor, which makes no plans, got one; leave it out, or choose a variant that plans",
        Errors.messageOf(
            IllegalArgumentException.class,
            () -> Variant.ACTOR.requireUse(Set.of("candidates"), Map.of())));
  }

  @Test
  void settingsOfAnActorAreTakenBesideVariantsWithoutAModel() {
    Variant.RANDOM.requireUse(Set.of("actor_units"), Map.of());
    Variant.SIMULATOR_CEM.requireUse(Set.of("actor_units"), Map.of());
    assertTrue(
        Errors.messageOf(
                IllegalArgumentException.class,
                () -> Variant.RSSM.requireUse(Set.of("actor_units"), Map.of()))
            .contains("add --set actor=true"));
  }

  /** Certificates have the pictures of those, too, that look at none. */
  @Test
  void recordsKnowTheSizeOfPicturesUnlessItIsTheUsual() {
    for (Variant variant : List.of(Variant.RANDOM, Variant.SIMULATOR_CEM)) {
      assertTrue(!settings(variant).contains("render_size"), variant.id());
      assertEquals(
          "32", variant.kind().settings(Recipes.TINY.with("render_size", "32")).get("render_size"));
    }
  }

  /** What a run records is what it depends on. */
  @Test
  void recordsKnowActorsWhereThereAreAny() {
    Set<String> actors = settings(Variant.ACTOR);
    assertTrue(actors.contains("actor_units"));
    assertTrue(!actors.contains("horizon") && !actors.contains("planner"));
    assertTrue(settings(Variant.ACTOR_CEM).containsAll(Set.of("actor_units", "horizon")));
    assertTrue(
        !settings(Variant.RSSM).contains("actor") && settings(Variant.RSSM).contains("horizon"));
  }

  private static Set<String> settings(Variant variant) {
    return variant.kind().settings(variant.adapt(Recipes.TINY)).keySet();
  }

  /** At head by hand: 14,714,368 of the encoder, 504,000 of the posterior, 576,800 of the actor. */
  @Test
  void aDecisionCostsOnePass() {
    double gmac =
        Variant.ACTOR.kind().gmacPerDecision(Variant.ACTOR.adapt(Recipes.HEAD), 6).orElseThrow();
    assertEquals(0.015795168, gmac, 1e-12);
  }

  /**
   * At head by hand: 120,000 steps of 548,500; 50 proposals of 12 steps of 299,200 with an actor of
   * 576,800; in 10,000 last steps a value of 412,400 for a reward of 249,300.
   */
  @Test
  void aGuidedSearchCostsItsProposalsAndValuesBesides() {
    Variant guided = Variant.ACTOR_GUIDED_MPPI;
    double gmac = guided.kind().gmacPerDecision(guided.adapt(Recipes.HEAD), 6).orElseThrow();
    assertEquals(65.82 + 0.5256 + 1.631, gmac, 1e-9);
  }

  @Test
  void aPlannerCannotUseAnActorThatThereIsNot() {
    assertEquals(
        "planner_proposals: expected 0 without an actor, got 0.05; set actor=true",
        Errors.messageOf(
            IllegalArgumentException.class, () -> Recipes.TINY.with("planner_proposals", "0.05")));
    assertEquals(
        "terminal_value: expected false without an actor, got true; set actor=true",
        Errors.messageOf(
            IllegalArgumentException.class, () -> Recipes.TINY.with("terminal_value", "true")));
  }

  /** A sample is what is drawn, and the mode minus that. */
  private static class FakePolicy implements Policy {
    @Override
    public float[] sample(WorldModel.Belief belief, RandomGenerator random) {
      return new float[] {random.nextFloat(), 0.25f};
    }

    @Override
    public float[] propose(
        WorldModel.Belief start,
        int horizon,
        int count,
        RandomGenerator noise,
        RandomGenerator random) {
      throw new AssertionError("nobody plans");
    }

    @Override
    public float[] mode(WorldModel.Belief belief, RandomGenerator random) {
      return new float[] {-random.nextFloat(), 0.5f};
    }
  }
}
