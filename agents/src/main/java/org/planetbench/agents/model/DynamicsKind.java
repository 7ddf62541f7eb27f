package org.planetbench.agents.model;

import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.SettingWord;

/** The latent dynamics there are, and all that differs between them outside of their classes. */
public enum DynamicsKind {
  /** Recurrent state-space model: a deterministic belief h and a stochastic state z. */
  RSSM,

  /** RSSM whose z is the mean, of the prior as of the posterior: published as {@code mean_only}. */
  RSSM_MEAN,

  /** RSSM whose z are one-hot vectors of categorical variables, as DreamerV2's. */
  RSSM_CATEGORICAL,

  /** RSSM that plans through pictures: what it imagines is decoded and inferred again. */
  RSSM_PIXELS,

  /**
   * RSSM whose prior reads the layer before the recurrent cell, and so does not see h: published as
   * {@code future_rnn} switched off, with which the results of PlaNet's first preprint were made.
   */
  RSSM_EARLY_PRIOR,

  /** Purely stochastic state-space model: z alone, no memory. */
  SSM,

  /** Purely deterministic: a recurrent network, no z. */
  GRU,

  /** Two recurrent networks with a stochastic state between them. */
  DRNN,

  /** Buesing et al.'s stochastic state-space model: z is drawn first, and moves the state. */
  SSSM,

  /**
   * Their deterministic one: z enters the heads alone, and the state sees the first observation.
   */
  DSSM,

  /** Deep variational Bayes filter, locally linear: an inferred w moves the latent. */
  DVBF,

  /** Its variant whose posterior is the product of the transition and a measurement. */
  DVBF_FUSION,

  /** SLAC's two levels of stochastic vectors, of which the first is inferred. */
  SLAC,

  /** Doerr et al.'s Gaussian process state-space model (PR-SSM), with a filter of ours. */
  PR_SSM,

  /** The same as published: the first state is recognised, and nothing observed afterwards. */
  PR_SSM_OPEN;

  /** The word used in settings. */
  public String key() {
    return SettingWord.of(this);
  }

  /** The dynamics of this kind, with parameters of their own in the set. */
  LatentDynamics create(ParameterSet set, ModelSpec spec, int embedding) {
    return switch (this) {
      case RSSM, RSSM_MEAN, RSSM_CATEGORICAL, RSSM_PIXELS, RSSM_EARLY_PRIOR ->
          new RecurrentStateSpace(set, spec, embedding);
      case SSM -> new StochasticStateSpace(set, spec, embedding);
      case GRU -> new RecurrentNetwork(set, spec, embedding);
      case DRNN -> new DoubleRecurrentNetwork(set, spec, embedding);
      case SSSM, DSSM -> new BuesingStateSpace(set, spec, embedding);
      case DVBF -> new VariationalFilter(set, spec, embedding);
      case DVBF_FUSION -> new FusionFilter(set, spec, embedding);
      case SLAC -> new TwoLevelStateSpace(set, spec, embedding);
      case PR_SSM -> new ProcessStateSpace(set, spec, embedding);
      case PR_SSM_OPEN -> new OpenProcessStateSpace(set, spec, embedding);
    };
  }

  /** What one step of the prior takes, of one candidate. */
  Arithmetic.Step step(ModelSpec spec) {
    return switch (this) {
      case RSSM, RSSM_MEAN, RSSM_CATEGORICAL, RSSM_PIXELS, RSSM_EARLY_PRIOR ->
          RecurrentStateSpace.ofStep(spec);
      case SSM -> StochasticStateSpace.ofStep(spec);
      case GRU -> RecurrentNetwork.ofStep(spec);
      case DRNN -> DoubleRecurrentNetwork.ofStep(spec);
      case SSSM, DSSM -> BuesingStateSpace.ofStep(spec);
      case DVBF -> VariationalFilter.ofStep(spec);
      case DVBF_FUSION -> FusionFilter.ofStep(spec);
      case SLAC -> TwoLevelStateSpace.ofStep(spec);
      case PR_SSM, PR_SSM_OPEN -> ProcessTransition.ofStep(spec);
    };
  }

  /** Whether the stochastic state is made of one-hot vectors. */
  boolean isCategorical() {
    return this == RSSM_CATEGORICAL;
  }

  /** Whether the prior of an RSSM reads the deterministic state. */
  boolean priorSeesMemory() {
    return this != RSSM_EARLY_PRIOR;
  }

  /** Whether activation and recurrent cell may be Dreamer's. */
  boolean hasDreamersLayers() {
    return this == RSSM || this == RSSM_CATEGORICAL;
  }

  /** Whether what planning imagines passes through pictures. */
  public boolean imaginesPictures() {
    return this == RSSM_PIXELS;
  }

  /** Whether base matrices are mixed. */
  boolean mixesBases() {
    return this == DVBF || this == DVBF_FUSION;
  }

  /** Whether Gaussian processes move the latent. */
  private boolean hasProcesses() {
    return this == PR_SSM || this == PR_SSM_OPEN;
  }

  /** Whether a deterministic state is carried on beside what is drawn. */
  private boolean hasMemory() {
    return switch (this) {
      case RSSM,
          RSSM_MEAN,
          RSSM_CATEGORICAL,
          RSSM_PIXELS,
          RSSM_EARLY_PRIOR,
          GRU,
          DRNN,
          SSSM,
          DSSM,
          SLAC ->
          true;
      case SSM, DVBF, DVBF_FUSION, PR_SSM, PR_SSM_OPEN -> false;
    };
  }

  /** Whether a model of this kind depends on one of {@link ModelSpec#OF_SOME}. */
  public boolean heeds(Setting<?> setting) {
    return switch (setting.key()) {
      case "stochastic_size" -> hasDistribution();
      case "stochastic_classes" -> isCategorical();
      case "deterministic_size" -> hasMemory();
      case "min_std" -> hasDistribution() && !isCategorical();
      case "base_matrices" -> mixesBases();
      default -> hasProcesses();
    };
  }

  /** Whether there is a prior distribution that a divergence can compare with the posterior. */
  public boolean hasDistribution() {
    return this != GRU;
  }

  /**
   * Whether the prior after some steps without an observation is another than after one, and
   * expects the posterior there, so that latent overshooting means something.
   */
  public boolean overshoots() {
    return switch (this) {
      case RSSM,
          RSSM_MEAN,
          RSSM_CATEGORICAL,
          RSSM_PIXELS,
          RSSM_EARLY_PRIOR,
          SSM,
          DRNN,
          SSSM,
          DVBF_FUSION,
          SLAC,
          PR_SSM ->
          true;
      case GRU, DSSM, DVBF, PR_SSM_OPEN -> false;
    };
  }

  /** For messages, of one with a distribution that does not {@link #overshoots overshoot}. */
  String whyNotOvershot() {
    return this == PR_SSM_OPEN
        ? "posterior is the prior once the first state is recognised"
        : "prior is the same at every distance";
  }

  /**
   * Whether layers that planning imagines with get their gradient from the divergence alone. SSM's
   * and PR_SSM's priors feed their posteriors, as the mean of DVBF_FUSION's does, of which only the
   * variance is left, and DRNN's has the posterior's weights, so the heads train them too.
   */
  public boolean priorNeedsDivergence() {
    return switch (this) {
      case RSSM, RSSM_MEAN, RSSM_CATEGORICAL, RSSM_PIXELS, RSSM_EARLY_PRIOR, SSSM, DSSM, SLAC ->
          true;
      case SSM, GRU, DRNN, DVBF, DVBF_FUSION, PR_SSM, PR_SSM_OPEN -> false;
    };
  }
}
