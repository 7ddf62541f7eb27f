package org.planetbench.agents.planet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.planetbench.agents.model.ActorForm;
import org.planetbench.agents.model.ActorSpec;
import org.planetbench.agents.model.DynamicsKind;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;
import org.planetbench.suites.Suggestion;

/**
 * A named agent of the paper or of its related work: who acts, and which settings differ from the
 * recipe's. A new ablation is a new entry of {@link #all}.
 *
 * @param id as in cell ids and on the command line
 * @param title as the paper's legends have it
 * @param figure where the paper shows it
 * @param edition what its numbers may be held against
 * @param caution what a reader of its numbers has to know; empty if nothing
 * @param kind who acts
 * @param changes settings of the recipe that make the variant
 */
public record Variant(
    String id,
    String title,
    String figure,
    Edition edition,
    String caution,
    AgentKind kind,
    SequencedMap<String, String> changes) {

  /** Whose constants a variant has, and so what its numbers may be held against. */
  public enum Edition {
    /** PlaNet and the ablations of its paper and code. */
    PAPER("paper"),

    /** A part of other work in PlaNet, all else being PlaNet's: beside PlaNet and its like. */
    CONTROLLED("controlled"),

    /** Other work's agent as its authors published it: beside their numbers alone. */
    PUBLISHED("published");

    private final String key;

    Edition(String key) {
      this.key = key;
    }

    /** As in listings and records. */
    public String key() {
      return key;
    }
  }

  private static final AgentKind PLANET = new PlanetKind(false);
  private static final AgentKind ACTOR_ACTS = new ActorKind();
  private static final AgentKind PLANET_ON_SETS = new PlanetKind(true);

  public static final Variant RSSM =
      new Variant("rssm", "PlaNet", "Figure 4, Table 1", Edition.PAPER, "", PLANET, none());

  public static final Variant SSM =
      new Variant(
          "ssm",
          "Stochastic (SSM)",
          "Figure 4",
          Edition.PAPER,
          "no deterministic state, so all memory passes through samples",
          PLANET,
          Settings.pairs("dynamics=ssm"));

  public static final Variant GRU_RELEASE =
      new Variant(
          "gru_release",
          "Deterministic (GRU), as released",
          "Figure 4",
          Edition.PAPER,
          "mean_only and divergence_scale 0, as the published code's README has it: no loss reaches the prior head, which stays as it was initialised, and planning imagines with it; no release trained it by overshooting either",
          PLANET,
          Settings.pairs("dynamics=rssm_mean", "divergence_scale=0"));

  public static final Variant GRU_CLEAN =
      new Variant(
          "gru_clean",
          "Deterministic (GRU), clean",
          "Figure 4",
          Edition.PAPER,
          "ours, the paper gives no equations: no z, and training withholds half of the observations, so that what planning imagines with is trained",
          PLANET,
          Settings.pairs("dynamics=gru"));

  public static final Variant RANDOM_COLLECTION =
      new Variant(
          "random_collection",
          "Random collection",
          "Figure 5",
          Edition.PAPER,
          "collects with clip(N(0, 1)), as the published code's switches do, and evaluates with the full planner, which there executed zeros; the camera-ready code collected 1,000 uniformly random seed episodes instead",
          PLANET,
          Settings.pairs("collection=random"));

  public static final Variant RANDOM_SHOOTING =
      new Variant(
          "random_shooting",
          "Random shooting",
          "Figure 5",
          Edition.PAPER,
          "the best of one iteration's candidates, as published, so a fraction of what PlaNet's planner evaluates; rssm with planner = random_shooting evaluates as many",
          PLANET,
          Settings.pairs("planner=random_shooting", "iterations=1"));

  public static final Variant OVERSHOOTING =
      new Variant(
          "overshooting",
          "PlaNet with latent overshooting",
          "Figure 8",
          Edition.PAPER,
          "Figure 8's distance and scale are unpublished: here the chunk's length and 1; the mean of each distance from 2, over the starts from which it ends within the chunk, weighs the same, as in the code of the paper's time (its last public state computes that mask and does not apply it); overshooting_weights = pairs weighs every start and distance alike",
          PLANET,
          Settings.pairs("overshooting_scale=1", "overshooting_distance=chunk_length"));

  public static final Variant OVERSHOOTING_FIRST_RELEASE =
      new Variant(
          "overshooting_first_release",
          "PlaNet with overshooting as first released",
          "Figure 8",
          Edition.PAPER,
          "the constants that the first release ran with by default (its overshooting: 49 steps beyond the first, that is distances 2 to 50, the whole chunk), on the recipe's own model; whether Figure 8 used them is unknown. The overshooting reward is, as there, of the posteriors that the rollouts meet, not of the priors, and trains the reward head alone. Squared errors had no factor 1/2 there: recipe camera_ready with image_loss_scale = 2, reward_loss_scale = 20 and overshooting_reward_scale = 200 weighs them so. Its prior read the state before the GRU",
          PLANET,
          Settings.pairs(
              "overshooting_scale=1",
              "overshooting_distance=chunk_length",
              "overshooting_reward_scale=100",
              "global_divergence_scale=0.1",
              "free_nats=2"));

  public static final Variant SSM_OVERSHOOTING =
      new Variant(
          "ssm_overshooting",
          "Stochastic (SSM) with latent overshooting",
          "Figure 8",
          Edition.PAPER,
          "as ssm and overshooting",
          PLANET,
          Settings.pairs(
              "dynamics=ssm", "overshooting_scale=1", "overshooting_distance=chunk_length"));

  public static final Variant EARLY_PRIOR =
      new Variant(
          "early_prior",
          "PlaNet whose prior does not see h",
          "none (the first preprint of Hafner et al. 2019)",
          Edition.PAPER,
          "the prior reads the layer before the recurrent cell, as it did by mistake in the first preprint's experiments, whose Figure 8 it may explain; all else is PlaNet's",
          PLANET,
          Settings.pairs("dynamics=rssm_early_prior"));

  public static final Variant DRNN =
      new Variant(
          "drnn",
          "DRNN",
          "Figure 8",
          Edition.PAPER,
          "two recurrent networks wired by the published code's defaults, added after the paper; planning sees the prior that a zero embedding gives",
          PLANET,
          Settings.pairs("dynamics=drnn"));

  public static final Variant DRNN_OVERSHOOTING =
      new Variant(
          "drnn_overshooting",
          "DRNN with latent overshooting",
          "Figure 8",
          Edition.PAPER,
          "as drnn and overshooting",
          PLANET,
          Settings.pairs(
              "dynamics=drnn", "overshooting_scale=1", "overshooting_distance=chunk_length"));

  public static final Variant RSSM_CATEGORICAL =
      new Variant(
          "rssm_categorical",
          "PlaNet with discrete latents",
          "none (Hafner et al. 2021, DreamerV2)",
          Edition.CONTROLLED,
          "z are 32 one-hot vectors of 32 classes, and all else is PlaNet's, also the GRU, the ReLUs, and the free nats of each step; DreamerV2's balancing is divergence_balance = 0.8 with divergence_scale = 0.5; planning takes 2.3 (head) to 3.9 times (small, tiny) rssm's multiply-adds for as many candidates",
          PLANET,
          Settings.pairs("dynamics=rssm_categorical", "stochastic_size=32"));

  public static final Variant SSSM =
      new Variant(
          "sssm",
          "Stochastic state-space model (sSSM)",
          "none (Buesing et al. 2018)",
          Edition.CONTROLLED,
          "vectors in place of the paper's pictures, PlaNet's sizes, heads and losses; one edge of the graph apart from rssm, as z is drawn from the state before and moves it; s begins at zero, where the paper infers it from the first frames",
          PLANET,
          Settings.pairs("dynamics=sssm"));

  public static final Variant DSSM =
      new Variant(
          "dssm",
          "Deterministic state-space model (dSSM-VAE)",
          "none (Buesing et al. 2018)",
          Edition.CONTROLLED,
          "as sssm, but z enters the heads alone: the state sees the first observation, one picture, and none of the later ones, so every belief is an open loop",
          PLANET,
          Settings.pairs("dynamics=dssm"));

  public static final Variant DVBF =
      new Variant(
          "dvbf",
          "Deep variational Bayes filter (DVBF)",
          "none (Karl et al. 2016)",
          Edition.CONTROLLED,
          "PlaNet's encoder, heads and losses, free nats of each step and no annealing; the latent is a function of the one before, the action and an inferred w, mixed of base_matrices, which start close to the identity and are point estimates, where the paper has a posterior; the first w is inferred from one picture, in the paper from the whole sequence; a step takes a fraction of rssm's multiply-adds",
          PLANET,
          Settings.pairs("dynamics=dvbf"));

  public static final Variant DVBF_FUSION =
      new Variant(
          "dvbf_fusion",
          "DVBF, fusion",
          "none (Karl et al. 2016; its authors' group's code)",
          Edition.CONTROLLED,
          "as dvbf, but the posterior is the product of transition and measurement, each dimension by itself: within a step no position corrects a velocity, which one picture does not hold (that code's task observes it); the measurement's deviation is at least min_std, there 0.003; without that code's penalty on the size of the base matrices; a step takes a fraction of rssm's multiply-adds",
          PLANET,
          Settings.pairs("dynamics=dvbf_fusion"));

  public static final Variant SLAC =
      new Variant(
          "slac",
          "Two stochastic levels (SLAC's latents)",
          "none (Lee et al. 2020)",
          Edition.CONTROLLED,
          "the latents alone, with PlaNet's encoder, heads, losses, planner and sizes: z2 is as wide as deterministic_size, its nets as hidden_size, which are both 256 in the paper; min_std = 0.00001 as there; mean and deviation from two layers, there from one, which is the same function with first weights drawn somewhat wider",
          PLANET,
          Settings.pairs("dynamics=slac", "stochastic_size=32", "min_std=0.00001"));

  public static final Variant PR_SSM =
      new Variant(
          "pr_ssm",
          "Gaussian process state-space model (PR-SSM), filtered",
          "none (Doerr et al. 2018)",
          Edition.CONTROLLED,
          "PlaNet's encoder, heads and losses, and corrected: the released code draws by the variance, with one number for all dimensions (process_as_released = true). The filter is ours: the posterior is the product of what sparse Gaussian processes and the picture say, each dimension by itself, so that within a step no position corrects a velocity, which one picture does not hold. The processes learn at PlaNet's rate, a hundredth of that code's, so that a thousand updates change a noise variance about threefold at most; recognised states deviate by min_std at least, there by 0.000001 or not at all. Lengthscales begin longer than the paper's 2, as the root of the inputs' number; a step takes a fraction of rssm's multiply-adds, in double precision",
          PLANET,
          Settings.pairs("dynamics=pr_ssm"));

  public static final Variant PR_SSM_OPEN =
      new Variant(
          "pr_ssm_open",
          "PR-SSM, open loop",
          "none (Doerr et al. 2018)",
          Edition.CONTROLLED,
          "as pr_ssm, but as published nothing is observed after the start is recognised: here states 1 to 5 of a chunk or an episode, from the pictures so far without actions, there the first state alone, from 16 steps of outputs and controls. Every later belief is an open loop, so it is there for system identification rather than for control",
          PLANET,
          Settings.pairs("dynamics=pr_ssm_open"));

  public static final Variant PIXEL_MODEL =
      new Variant(
          "pixel_model",
          "Planning through pictures",
          "none (what Hafner et al. 2019 plan in latents to avoid)",
          Edition.CONTROLLED,
          "it learns what rssm learns, to the bit; each imagined step is decoded to the mean picture and z inferred again from that, so planning takes 17 times (tiny) to 119 times (camera_ready) rssm's multiply-adds for as many candidates; its open-loop errors are those of such steps. Not a picture-to-picture network as SimPLe's, as h stays beside the picture",
          PLANET,
          Settings.pairs("dynamics=rssm_pixels"));

  public static final Variant ACTOR =
      new Variant(
          "actor",
          "Learned actor on PlaNet's model",
          "none (Hafner et al. 2020, Dreamer)",
          Edition.CONTROLLED,
          "Dreamer's actor, value, imagined returns and optimisers, and its way to act, on PlaNet's RSSM, losses, data and recipe; in small and tiny both are 2x100, and tiny has its own rates, first deviation and entropy, without which it does not learn. It makes no plans; plan_gmac is the one pass of encoder, posterior and actor",
          ACTOR_ACTS,
          Settings.pairs("actor=true"));

  public static final Variant ACTOR_CEM =
      new Variant(
          "actor_cem",
          "CEM beside a learned actor",
          "none (Hafner et al. 2020, Dreamer)",
          Edition.CONTROLLED,
          "an actor and a value learn as in actor, and CEM acts, so that they see the data that planning collects; the model learns as rssm's, to the bit",
          PLANET,
          Settings.pairs("actor=true"));

  public static final Variant ACTOR_GUIDED_MPPI =
      new Variant(
          "actor_guided_mppi",
          "MPPI guided by a learned actor and value",
          "none (Hansen et al. 2022, TD-MPC)",
          Edition.CONTROLLED,
          "model, actor and value learn as in actor; MPPI tries the actor's proposals, too, and counts the value of the last imagined state in place of its reward, with the value's discount. The proposals are samples of the actor in place of drawn candidates; TD-MPC's come beside all drawn ones and are its policy's mean with a deviation of 0.05. Horizon and candidates are PlaNet's, the rest of the search is mppi's",
          PLANET,
          Settings.pairs(
              "actor=true",
              "planner=mppi",
              "discount=0.99",
              "planner_proposals=0.05",
              "terminal_value=true"));

  public static final Variant DREAMER =
      new Variant(
          "dreamer",
          "Dreamer",
          "none (Hafner et al. 2020, Dreamer)",
          Edition.PUBLISHED,
          "Dreamer's pictures, layers, losses, actor, value, optimisers, exploration and action repeat. Sizes of pictures, of the latent dynamics and of batches are the recipe's, which are Dreamer's in head; small and tiny need not learn with constants that are not theirs. Not as there: single precision, not half; mean and deviation of z from two layers, there from one, which is the same function with first weights drawn somewhat wider; the last chunk of an episode is drawn, too, which there never is",
          ACTOR_ACTS,
          Settings.pairs(
              "bits=8",
              "dequantise=false",
              "activation=elu",
              "gru_form=reset_after",
              "reward_layers=2",
              "reward_units=400",
              "image_loss_scale=1",
              "reward_loss_scale=1",
              "free_nats=3",
              "free_nats_form=batch_floor",
              "learning_rate=0.0006",
              "learning_rate_ramp=0",
              "adam_epsilon=0.0000001",
              "gradient_clip=100",
              "actor=true",
              "actor_layers=4",
              "actor_units=400",
              "actor_first_std=5",
              "value_layers=3",
              "value_units=400",
              "actor_learning_rate=0.00008",
              "value_learning_rate=0.00008",
              "actor_entropy_scale=0",
              "reward_pairing=state_after",
              "zero_first_action=false",
              "action_repeat.cartpole=2",
              "action_repeat.reacher=2",
              "action_repeat.cheetah=2",
              "action_repeat.finger=2",
              "action_repeat.ball_in_cup=2",
              "action_repeat.walker=2",
              "action_repeat.other=2"));

  public static final Variant DREAMER_V2 =
      new Variant(
          "dreamer_v2",
          "DreamerV2",
          "none (Hafner et al. 2021, DreamerV2)",
          Edition.PUBLISHED,
          "DreamerV2's pictures, layers, losses, actor, value, optimisers, exploration and action repeat. Sizes of pictures, of the deterministic state and of batches are the recipe's; DreamerV2's are head's with conv_depth = 48 and batch = 16, and small and tiny need not learn with constants that are not theirs. divergence_scale = 0.5 with divergence_balance = 0.8 has DreamerV2's gradients, and reports half its divergence in the loss. Not as there: single precision, not half; the actor's mean and deviation from one layer, there from two, which is the same function with first weights drawn somewhat narrower; updates come between episodes, there one after every 5 decisions: as many, but here each episode is played by an actor that stands still",
          ACTOR_ACTS,
          Settings.pairs(
              "bits=8",
              "dequantise=false",
              "picture_activation=elu",
              "dynamics=rssm_categorical",
              "stochastic_size=32",
              "stochastic_classes=32",
              "activation=elu",
              "gru_form=layer_norm",
              "reward_layers=4",
              "reward_units=400",
              "image_loss_scale=1",
              "reward_loss_scale=1",
              "divergence_scale=0.5",
              "divergence_balance=0.8",
              "free_nats=1",
              "free_nats_form=batch_floor",
              "learning_rate=0.0003",
              "learning_rate_ramp=0",
              "adam_epsilon=0.00001",
              "gradient_clip=100",
              "weight_decay=0.000001",
              "actor=true",
              "actor_layers=4",
              "actor_units=400",
              "actor_form=truncated_normal",
              "value_layers=4",
              "value_units=400",
              "imagined_start=kept",
              "slow_value_updates=100",
              "actor_learning_rate=0.00008",
              "value_learning_rate=0.00008",
              "actor_entropy_scale=0.0001",
              "actor_adam_epsilon=0.00001",
              "actor_weight_decay=0.000001",
              "reward_pairing=state_after",
              "zero_first_action=true",
              "action_noise=0",
              "action_repeat.cartpole=2",
              "action_repeat.reacher=2",
              "action_repeat.cheetah=2",
              "action_repeat.finger=2",
              "action_repeat.ball_in_cup=2",
              "action_repeat.walker=2",
              "action_repeat.other=2"));

  public static final Variant GRAD_CEM =
      new Variant(
          "grad_cem",
          "CEM with gradient steps (Grad-CEM)",
          "none (Bharadhwaj et al. 2020)",
          Edition.CONTROLLED,
          "rssm with planner = grad_cem, as many candidates and a plain step, where its authors' code has RMSprop; it answers with the mean, their code with the best candidate; the taped model costs more time than its multiply-adds say beside the packed one of cem",
          PLANET,
          Settings.pairs("planner=grad_cem"));

  public static final Variant GRADIENT_ASCENT =
      new Variant(
          "gradient_ascent",
          "Planning by gradient ascent",
          "none (Bharadhwaj et al. 2020)",
          Edition.CONTROLLED,
          "rssm with planner = gradient_ascent, a plain step and the taped model as in grad_cem; it answers with the best candidate and takes almost twice cem's multiply-adds",
          PLANET,
          Settings.pairs("planner=gradient_ascent"));

  public static final Variant SIMULATOR_CEM =
      new Variant(
          "simulator_cem",
          "CEM with the true simulator",
          "Table 1, Figure 12",
          Edition.PAPER,
          "plans from the true state on the environment's own physics: a bound for the planner, not an agent from pixels",
          new SimulatorKind(),
          none());

  public static final Variant MULTI_TASK =
      new Variant(
          "multi_task",
          "One agent for all tasks",
          "Appendix, multi-task learning",
          Edition.PAPER,
          "its task is a set such as six_tasks; counts of episodes and updates are for each task, and environment steps those of all together; actions are as wide as the widest task's, and what a task has no actuator for is planned and remembered all the same, as in the published code, and cut before the environment",
          PLANET_ON_SETS,
          none());

  public static final Variant RANDOM =
      new Variant(
          "random",
          "Random actions",
          "none",
          Edition.PAPER,
          "a floor, not the paper's random collection: that one learns a model and plans with it",
          new RandomKind(),
          none());

  public Variant {
    changes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(changes));
  }

  /**
   * Asks what the kind and its dynamics, planner and actor do not have; nothing of a variant
   * without a model, which is there beside others that have them.
   *
   * @param keys of settings that a user changed
   * @param own all settings that are not the recipe's or this variant's, these among them
   * @throws IllegalArgumentException if one changes nothing here
   */
  public void requireUse(Set<String> keys, Map<String, String> own) {
    requireNone(
        kind.ignores(),
        keys,
        "which makes no plans, got one; leave it out, or choose a variant that plans");
    if (kind.learns() && !chosen(ActorSpec.SWITCH, own).equals("true")) {
      requireNone(
          ActorSpec.OF_LEARNING,
          keys,
          "which has no actor, got one; leave it out, or add --set actor=true");
    }
    if (kind.learns() && chosen(ActorSpec.FORM, own) != ActorForm.TANH_NORMAL) {
      requireNone(
          ActorSpec.OF_TANH_NORMAL,
          keys,
          "whose actor_form has its own, got one; leave it out, or add --set actor_form=tanh_normal");
    }
    if (kind.learns()) {
      DynamicsKind used = chosen(ModelSpec.DYNAMICS, own);
      requireNone(
          ModelSpec.OF_SOME.stream().filter(setting -> !used.heeds(setting)).toList(),
          keys,
          "whose dynamics are %s, got one; leave it out, or choose dynamics that have it (bench list settings)"
              .formatted(used.key()));
    }
    if (kind.plans()) {
      PlannerKind used = chosen(PlannerSpec.KIND, own);
      requireNone(
          PlannerSpec.OF_SOME.stream().filter(setting -> !used.heeds(setting)).toList(),
          keys,
          "whose planner is %s, got one; leave it out, or choose a planner that has it (bench list planners)"
              .formatted(used.key()));
    }
  }

  /** The setting's initial value, which all recipes have, where it is left to the recipe. */
  private <T> T chosen(Setting<T> setting, Map<String, String> own) {
    String text = chosen(setting.key(), own);
    return text.isEmpty() ? setting.initial().orElseThrow() : setting.read(text);
  }

  /** Empty where it is left to the recipe. */
  private String chosen(String key, Map<String, String> own) {
    return own.getOrDefault(key, changes.getOrDefault(key, ""));
  }

  private void requireNone(List<Setting<?>> useless, Set<String> keys, String reason) {
    for (Setting<?> setting : useless) {
      if (keys.contains(setting.key())) {
        throw new IllegalArgumentException(
            "%s: expected no such setting with variant %s, %s"
                .formatted(setting.key(), id, reason));
      }
    }
  }

  private static SequencedMap<String, String> none() {
    return Settings.pairs();
  }

  /** All variants, the paper's main one first. */
  public static List<Variant> all() {
    return List.of(
        RSSM,
        SSM,
        GRU_RELEASE,
        GRU_CLEAN,
        RANDOM_COLLECTION,
        RANDOM_SHOOTING,
        OVERSHOOTING,
        OVERSHOOTING_FIRST_RELEASE,
        SSM_OVERSHOOTING,
        EARLY_PRIOR,
        DRNN,
        DRNN_OVERSHOOTING,
        RSSM_CATEGORICAL,
        SSSM,
        DSSM,
        DVBF,
        DVBF_FUSION,
        SLAC,
        PR_SSM,
        PR_SSM_OPEN,
        PIXEL_MODEL,
        ACTOR,
        ACTOR_CEM,
        ACTOR_GUIDED_MPPI,
        DREAMER,
        DREAMER_V2,
        GRAD_CEM,
        GRADIENT_ASCENT,
        SIMULATOR_CEM,
        MULTI_TASK,
        RANDOM);
  }

  public static List<String> ids() {
    return all().stream().map(Variant::id).toList();
  }

  /**
   * The variant of an id.
   *
   * @throws IllegalArgumentException with the nearest known id
   */
  public static Variant of(String id) {
    return all().stream()
        .filter(variant -> variant.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "variant: unknown '" + id + "'" + Suggestion.of(id, ids())));
  }

  /** A recipe as this variant runs it. */
  public Recipe adapt(Recipe recipe) {
    return adapt(recipe, none());
  }

  /** A recipe as this variant runs it, with a user's own changes, which count for more. */
  public Recipe adapt(Recipe recipe, SequencedMap<String, String> own) {
    SequencedMap<String, String> all = new LinkedHashMap<>(changes);
    all.putAll(own);
    return recipe.with(all);
  }
}
