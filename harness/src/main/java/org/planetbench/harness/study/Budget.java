package org.planetbench.harness.study;

import java.util.List;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.planning.PlannerSpec;

/**
 * A share of what the recipe's search costs: of its candidates, of which as large a part are elites
 * as in the recipe. A planner that follows gradients has fewer of both for the same cost.
 */
record Budget(String word, double share) {
  static final Budget ONE = new Budget("1", 1);
  static final Budget MOST = new Budget("4", 4);
  static final List<Budget> ALL =
      List.of(new Budget("1/8", 0.125), new Budget("1/2", 0.5), ONE, MOST);

  /** The name among the values of who plans with it. */
  String subject(String planner) {
    return planner + " x " + word;
  }

  /** The recipe with that search. */
  Recipe of(Recipe recipe, PlannerKind kind) {
    PlannerSpec shared = Search.share(recipe, share).of(recipe, kind).planner();
    double equal = (double) shared.candidateSteps() / shared.costInSteps();
    return Search.share(recipe, share * equal).of(recipe, kind);
  }
}
