package org.planetbench.harness.study;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.agents.planet.Variant;
import org.planetbench.agents.planning.PlannerKind;

/** Who takes part in the study of planners. */
final class Contenders {
  /** The cross-entropy method, which the others are put beside. */
  static final String REFERENCE = PlannerKind.CEM.key();

  static final String SIMULATOR = Variant.SIMULATOR_CEM.id();
  static final String ACTOR = Variant.ACTOR.id();
  private static final Variant GUIDED = Variant.ACTOR_GUIDED_MPPI;

  /**
   * Those that have a budget, in the model of a cell: all planners, with an actor one guided by it.
   */
  private static final List<String> SEARCHING = names();

  private Contenders() {}

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (PlannerKind kind : PlannerKind.values()) {
      names.add(kind.key());
    }
    names.add(GUIDED.id());
    return List.copyOf(names);
  }

  /** Of these values those that search in the model. */
  static List<String> searching(StudyValues values) {
    List<String> subjects = values.distinct(StudyValue::subject);
    return SEARCHING.stream().filter(name -> subjects.contains(Budget.ONE.subject(name))).toList();
  }

  /** All of a cell, at every budget. */
  static List<Contender> of(FrozenCell cell, WorldModel model) {
    List<Contender> all = new ArrayList<>();
    for (Budget budget : Budget.ALL) {
      all.addAll(searching(budget, cell, model));
      all.add(onSimulator(budget, cell));
    }
    Contender.acting(ACTOR, cell, model).ifPresent(all::add);
    return all;
  }

  /** Those that play whole episodes: with the recipe's own budget. */
  static List<Contender> ofEpisodes(FrozenCell cell, WorldModel model) {
    List<Contender> all = new ArrayList<>(searching(Budget.ONE, cell, model));
    all.add(onSimulator(Budget.ONE, cell));
    Contender.acting(ACTOR, cell, model).ifPresent(all::add);
    return all;
  }

  /** The recipe's own planner, whose episodes the start states are of. */
  static Contender own(FrozenCell cell, WorldModel model) {
    Recipe recipe = cell.setting().recipe();
    PlannerKind kind = recipe.planner().kind();
    return Contender.planning(Budget.ONE.subject(kind.key()), recipe, cell, model);
  }

  private static Contender onSimulator(Budget budget, FrozenCell cell) {
    return Contender.onSimulator(
        budget.subject(SIMULATOR),
        budget.of(cell.setting().recipe(), PlannerKind.CEM).planner(),
        cell);
  }

  private static List<Contender> searching(Budget budget, FrozenCell cell, WorldModel model) {
    Recipe recipe = cell.setting().recipe();
    List<Contender> all = new ArrayList<>();
    for (PlannerKind kind : PlannerKind.values()) {
      all.add(Contender.planning(budget.subject(kind.key()), budget.of(recipe, kind), cell, model));
    }
    if (model.policy().isPresent()) {
      Recipe guided = GUIDED.adapt(recipe);
      all.add(
          Contender.planning(
              budget.subject(GUIDED.id()),
              budget.of(guided, guided.planner().kind()),
              cell,
              model));
    }
    return all;
  }
}
