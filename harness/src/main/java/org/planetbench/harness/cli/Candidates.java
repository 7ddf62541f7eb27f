package org.planetbench.harness.cli;

import java.util.Iterator;
import java.util.stream.Stream;
import org.planetbench.agents.planet.Variant;
import org.planetbench.suites.ControlSuite;

/** The names that a shell completes. */
final class Candidates {
  private Candidates() {}

  /** Also of the sets of tasks. */
  static final class Tasks implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              ControlSuite.tasks().stream().map(task -> task.id().id()),
              ControlSuite.sets().stream().map(set -> set.id().id()))
          .filter(id -> !id.startsWith("dummy"))
          .iterator();
    }
  }

  /** Of the paper and beside it. */
  static final class Variants implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Variant.all().stream().map(Variant::id).iterator();
    }
  }

  /** Those that come with the harness. */
  static final class Profiles implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return org.planetbench.harness.experiment.Profiles.BUILT_IN.iterator();
    }
  }

  /** Published ones and the reductions of ours. */
  static final class Recipes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return org.planetbench.agents.planet.Recipes.names().iterator();
    }
  }
}
