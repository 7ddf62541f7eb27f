package org.planetbench.agents.nn;

import java.util.List;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.planning.Population;
import org.planetbench.suites.ActionSpec;

/** Makes the candidates of decisions where a backend computes, so that they stay there. */
@FunctionalInterface
public interface Populations {
  /** What candidates are expected to earn. */
  @FunctionalInterface
  interface Returns {
    /**
     * @param actions of each time step [candidates, actionSize]
     * @return [candidates, 1]
     */
    Rows of(List<Rows> actions);
  }

  /**
   * @param scope owns what is computed; the population closes it
   */
  Population of(PlannerSpec spec, ActionSpec box, Returns returns, Scope scope);
}
