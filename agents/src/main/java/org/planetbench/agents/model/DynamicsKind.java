package org.planetbench.agents.model;

import org.planetbench.agents.settings.SettingWord;

/** The latent dynamics there are. */
public enum DynamicsKind {
  /** Recurrent state-space model: a deterministic belief h and a stochastic state z. */
  RSSM,

  /** RSSM whose z is the mean, of the prior as of the posterior: published as {@code mean_only}. */
  RSSM_MEAN,

  /** Purely stochastic state-space model: z alone, no memory. */
  SSM,

  /** Purely deterministic: a recurrent network, no z. */
  GRU,

  /** Two recurrent networks with a stochastic state between them. */
  DRNN;

  /** The word used in settings. */
  public String key() {
    return SettingWord.of(this);
  }

  /** Whether there is a prior distribution that a divergence can compare with the posterior. */
  public boolean hasDistribution() {
    return switch (this) {
      case RSSM, RSSM_MEAN, SSM, DRNN -> true;
      case GRU -> false;
    };
  }

  /**
   * Whether layers that planning imagines with get their gradient from the divergence alone. SSM's
   * prior feeds its posterior, and DRNN's has the posterior's weights, so the heads train them too.
   */
  public boolean priorNeedsDivergence() {
    return switch (this) {
      case RSSM, RSSM_MEAN -> true;
      case SSM, GRU, DRNN -> false;
    };
  }
}
