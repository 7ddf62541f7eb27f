package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.GatePolicies;
import org.planetbench.harness.run.Checkout;
import org.planetbench.results.gate.Gate;
import org.planetbench.results.gate.GatePolicy;
import org.planetbench.results.gate.PlanTime;
import org.planetbench.results.gate.Side;
import org.planetbench.results.reference.BlessedRuns;
import org.planetbench.results.reference.Blessing;
import org.planetbench.results.reference.References;
import org.planetbench.results.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench bless}. */
@Command(
    name = "bless",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Makes what was run and measured the project's own reference.",
    description = {
      "bench gate judges against it.",
      "",
      "  returns  the runs of DIR: the family own-<profile> with the value of each",
      "           seed. Refused are runs of mixed settings, commits or machines, or",
      "           of one seed",
      "  latency  DIR/latency/head-<round>.json: the planning times of this kind of",
      "           machine",
      "  bits     DIR/bits/head: its runs with their certificates, for machines of",
      "           this fingerprint",
      "",
      "What was blessed before is replaced in results/reference; CHANGES.md there gets "
          + "the reason and what every number was. Unfinished runs, and those of a changed "
          + "checkout, are refused.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench bless --runs runs/bless --reason \"the reward head has a third layer\"",
      "  bench bless bits latency --runs runs/bless --reason \"no shadow map\""
    })
final class BlessCommand implements Callable<Integer> {
  @Mixin private GateFolders folders = new GateFolders();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why the numbers are what they are now: one line, which CHANGES.md keeps.")
  private String reason = "";

  @Option(
      names = "--allow-dirty",
      description = "Takes runs of a checkout with changes, which nobody can make again.")
  private boolean dirty;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path references = folders.references();
    try {
      bless(folders.gates(), references);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(folders.runs() + ": " + e.getMessage(), e);
    }
    System.out.println("References " + References.read(references).hash() + " in " + references);
    return Main.success();
  }

  /**
   * All or, where one has nothing to bless, none: what is blessed is there before it is written.
   */
  private void bless(Collection<Gate> gates, Path references)
      throws IOException, InterruptedException {
    List<Blessing> blessings = new ArrayList<>();
    if (gates.contains(Gate.RETURNS)) {
      blessings.add(Blessing.of(RunFolder.list(folders.runs()), reason, dirty));
    }
    if (gates.contains(Gate.LATENCY)) {
      blessings.add(latency());
    }
    if (gates.contains(Gate.BITS)) {
      print(
          BlessedRuns.FAMILY,
          BlessedRuns.bless(folders.bits(Side.HEAD), references, reason, dirty));
    }
    for (Blessing blessing : blessings) {
      write(blessing, references);
    }
  }

  private Blessing latency() throws IOException {
    List<PlanTime> times =
        PlanTime.read(folders.runs()).stream().filter(time -> time.side() == Side.HEAD).toList();
    Path home = Checkout.ofThisProgram().home();
    GatePolicy policy = GatePolicies.load(home.resolve(GatePolicies.DEFAULT));
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    provenance.put("cpu", theOne("cpu", times, PlanTime::cpu));
    return Blessing.ofScores(
        policy.latency().reference(),
        theOne("commit", times, PlanTime::commit),
        provenance,
        times.stream().flatMap(time -> time.scores().stream()).toList(),
        reason,
        dirty);
  }

  private static String theOne(
      String what, List<PlanTime> times, Function<PlanTime, String> value) {
    List<String> distinct = times.stream().map(value).distinct().toList();
    if (distinct.size() != 1) {
      throw new IllegalArgumentException(
          "%s: expected measurements latency/head-<round>.json of one, got %s"
              .formatted(what, distinct.isEmpty() ? "no measurements" : distinct));
    }
    return distinct.getFirst();
  }

  private static void write(Blessing blessing, Path folder)
      throws IOException, InterruptedException {
    List<String> moved = blessing.writeTo(folder);
    print(blessing.record().family() + ": " + blessing.references().size() + " numbers", moved);
  }

  private static void print(String what, List<String> moved) {
    System.out.println(what);
    moved.forEach(line -> System.out.println("  " + line));
  }
}
