package org.planetbench.harness.study;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planning.PlannerKind;
import org.planetbench.agents.planning.PlannerSpec;

/** How many candidates a decision tries; all else is the recipe's. */
record Search(int candidates, int elites) {
  /** A share of the recipe's, of which as large a part are elites. */
  static Search share(Recipe recipe, double share) {
    PlannerSpec full = recipe.planner();
    return new Search(
        Math.max(2, (int) Math.round(share * full.candidates())),
        Math.max(2, (int) Math.round(share * full.elites())));
  }

  Recipe of(Recipe recipe) {
    return of(recipe, recipe.planner().kind());
  }

  Recipe of(Recipe recipe, PlannerKind kind) {
    SequencedMap<String, String> changes = new LinkedHashMap<>();
    changes.put("planner", kind.key());
    changes.put("candidates", Integer.toString(candidates));
    changes.put("elites", Integer.toString(Math.min(elites, candidates)));
    return recipe.with(changes);
  }
}
