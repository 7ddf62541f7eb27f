package org.planetbench.results.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.planetbench.results.outcome.Group;
import org.planetbench.results.outcome.Losses;
import org.planetbench.results.outcome.Run;
import org.planetbench.results.page.Content;
import org.planetbench.results.plot.Chart;
import org.planetbench.results.run.Metric;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** What the models' losses did on every task. */
final class WorldModels {
  private WorldModels() {}

  static Content.Block section(ReportData data) throws IOException {
    List<Chart> charts = new ArrayList<>();
    for (List<Group> ofTask : ReportData.byTask(data.groups())) {
      charts.addAll(charts(data, ofTask));
    }
    return new Content.Block(
        "models",
        "World models",
        "",
        data.pictures().plots(charts),
        tables(data.groups()),
        List.of());
  }

  private static List<Chart> charts(ReportData data, List<Group> ofTask) {
    String task = ofTask.getFirst().task();
    return Chart.nonEmpty(
        chart(
            task,
            Metric.DIVERGENCE,
            data.lines(ofTask, WorldModels::learns, run -> run.losses().divergence()),
            freeNats(ofTask)),
        chart(
            task,
            Metric.IMAGE_LOSS,
            data.lines(ofTask, WorldModels::learns, run -> run.losses().image()),
            List.of()),
        chart(
            task,
            Metric.REWARD_LOSS,
            data.lines(ofTask, WorldModels::learns, run -> run.losses().reward()),
            List.of()));
  }

  private static Chart chart(
      String task, Metric metric, List<Chart.Line> lines, List<Chart.Level> levels) {
    return new Chart(
            task + "-" + metric.id().replace('_', '-'),
            task + ": " + metric.id().replace('_', ' '),
            "update steps",
            metric.label(),
            lines,
            levels)
        .logarithmicIfWide();
  }

  private static List<Chart.Level> freeNats(List<Group> groups) {
    return groups.stream()
        .filter(WorldModels::learns)
        .map(Group::freeNats)
        .flatMap(nats -> nats.stream().boxed())
        .distinct()
        .map(nats -> new Chart.Level(Numbers.rounded(nats) + " free nats", Chart.NEUTRAL, nats))
        .toList();
  }

  private static boolean learns(Group group) {
    return !group.learned().isEmpty();
  }

  private static List<Table> tables(List<Group> groups) {
    List<Group> acting = groups.stream().filter(WorldModels::hasActor).toList();
    return acting.isEmpty() ? List.of(table(groups)) : List.of(table(groups), actors(acting));
  }

  private static boolean hasActor(Group group) {
    return group.learned().stream().anyMatch(run -> run.losses().hasActor());
  }

  /** What the actors that learned beside the models came to. */
  private static Table actors(List<Group> groups) {
    return new Table(
        "actors",
        "Learned actors at the end",
        "Means over the last tenth of the updates, over seeds: of what was imagined, not of what was"
            + " played.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.quiet("recipe", "recipe"),
            Column.number("imagined_return", "imagined return"),
            Column.number("actor_entropy_nats", "actor entropy [nats]"),
            Column.number("actor_loss", "actor loss"),
            Column.number("value_loss", "value loss")),
        groups.stream().map(WorldModels::actorRow).toList());
  }

  private static List<Cell> actorRow(Group group) {
    List<Losses> losses = group.learned().stream().map(Run::losses).toList();
    return List.of(
        Cell.of(group.task()),
        Cell.of(group.name()),
        Cell.of(group.recipe()),
        Cell.of(mean(losses, Losses::lastImaginedReturn)),
        Cell.of(mean(losses, Losses::lastActorEntropy)),
        Cell.of(mean(losses, Losses::lastActorLoss)),
        Cell.of(mean(losses, Losses::lastValueLoss)));
  }

  private static double mean(List<Losses> losses, ToDoubleFunction<Losses> value) {
    return losses.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  /** Losses of the runs that learned. */
  private static Table table(List<Group> groups) {
    return new Table(
        "models",
        "Losses at the end",
        "Means over the last tenth of the updates, over seeds. Where the divergence alone trains the"
            + " prior, one that stays under the free nats gives it hardly any gradient, and planning"
            + " stays blind: the warnings name such runs.",
        List.of(
            Column.text("task", "task"),
            Column.text("variant", "variant"),
            Column.quiet("recipe", "recipe"),
            Column.number("update_steps", "update steps"),
            Column.number("image_loss", "image loss"),
            Column.number("reward_loss", "reward loss"),
            Column.number("divergence_nats", "divergence [nats]"),
            Column.number("free_nats", "free nats"),
            Column.number("gradient_norm", "gradient norm"),
            Column.number("update_p50_ms", "update p50 [ms]")),
        groups.stream().filter(group -> !group.learned().isEmpty()).map(WorldModels::row).toList());
  }

  private static List<Cell> row(Group group) {
    List<Losses> losses = group.learned().stream().map(Run::losses).toList();
    return List.of(
        Cell.of(group.task()),
        Cell.of(group.name()),
        Cell.of(group.recipe()),
        Cell.of(losses.stream().mapToLong(Losses::updates).max().orElse(0)),
        Cell.of(mean(losses, Losses::lastImage)),
        Cell.of(mean(losses, Losses::lastReward)),
        Cell.of(mean(losses, Losses::lastDivergence)),
        group.freeNats().isPresent() ? Cell.of(group.freeNats().getAsDouble()) : Cell.NONE,
        Cell.of(mean(losses, Losses::lastGradientNorm)),
        Cell.of(mean(losses, Losses::medianUpdateMs)));
  }
}
