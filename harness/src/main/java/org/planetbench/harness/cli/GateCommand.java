package org.planetbench.harness.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.GatePolicies;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.results.gate.BitsGate;
import org.planetbench.results.gate.Gate;
import org.planetbench.results.gate.GatePolicy;
import org.planetbench.results.gate.GateResult;
import org.planetbench.results.gate.GateText;
import org.planetbench.results.gate.Judgement;
import org.planetbench.results.gate.JunitXml;
import org.planetbench.results.gate.LatencyGate;
import org.planetbench.results.gate.PlanTime;
import org.planetbench.results.gate.ReturnsGate;
import org.planetbench.results.gate.Side;
import org.planetbench.results.reference.BlessedRuns;
import org.planetbench.results.reference.Changes;
import org.planetbench.results.reference.FamilyRecord;
import org.planetbench.results.reference.References;
import org.planetbench.results.reference.RunScores;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.file.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench gate}. */
@Command(
    name = "gate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Judges what was measured against what it should be.",
      "",
      "  returns  runs against a blessed family: returns, losses and prediction",
      "           errors over seeds, two-sided; the learner above acting at random;",
      "           published numbers for information",
      "  latency  planning times of this commit against those of its base, measured",
      "           in turn, and against what was blessed on such a machine:",
      "           DIR/latency/{base,head}-<round>.json, each from bench measure",
      "           plan --json",
      "  bits     the certificates of DIR/bits/head against the blessed ones if those",
      "           are of such a machine, else against those of DIR/bits/base",
      "",
      "ci/gate.sh makes what this judges. Exit codes: 0 pass, 1 a regression or an "
          + "improvement that was not announced, 3 inconclusive, a reference is missing or "
          + "nothing was compared.",
      ""
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench run --profile ci && bench gate returns --runs runs/ci",
      "  bench gate returns bits --runs gate --summary gate.md --junit gate.xml"
    })
final class GateCommand implements Callable<Integer> {
  @Mixin private GateFolders folders = new GateFolders();

  @Option(
      names = "--reference",
      paramLabel = "FAMILY",
      description = "The family of references to judge against, instead of the policy's.")
  private @Nullable String reference;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "What is tolerated. Default: ci/gates/ci.yaml of the checkout.")
  private @Nullable Path policyFile;

  @Option(
      names = "--summary",
      paramLabel = "FILE.md",
      description = "Writes the result as Markdown.")
  private @Nullable Path summary;

  @Option(
      names = "--junit",
      paramLabel = "FILE.xml",
      description = "Writes the result as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--took",
      paramLabel = "GATE=SECONDS",
      description = "How long the runs and measurements of a gate took, for the JUnit XML.")
  private Map<Gate, Long> took = new EnumMap<>(Gate.class);

  @Option(
      names = "--result-affecting",
      description = "The change says that it changes results: bits may differ from the base's.")
  private boolean announced;

  @Option(
      names = "--json",
      description = "Print one JSON object on standard output, and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Checkout checkout = Checkout.ofThisProgram();
    Path references = folders.references();
    Path runs = folders.runs();
    GatePolicy policy =
        GatePolicies.load(
            policyFile != null ? policyFile : checkout.home().resolve(GatePolicies.DEFAULT));
    References all = References.read(references);
    Changes.requireExplained(references);
    List<Judgement> judgements = new ArrayList<>();
    for (Gate gate : folders.gates()) {
      judgements.addAll(
          switch (gate) {
            case RETURNS -> returns(returnsPolicy(policy), all);
            case LATENCY -> new LatencyGate(policy.latency(), all.all()).judge(PlanTime.read(runs));
            case BITS ->
                new BitsGate(BlessedRuns.read(references), bits(Side.BASE), announced)
                    .judge(bits(Side.HEAD));
          });
    }
    GateResult result = new GateResult(folders.gates(), judgements, all.hash());
    write(result);
    return exitCode(result).number();
  }

  private GatePolicy.Returns returnsPolicy(GatePolicy policy) {
    GatePolicy.Returns returns = policy.returns();
    return reference == null ? returns : returns.against(reference);
  }

  private List<Judgement> returns(GatePolicy.Returns policy, References all) throws IOException {
    List<RunFolder> runs = RunFolder.list(folders.runs());
    ReturnsGate gate =
        new ReturnsGate(
            policy, all.all(), FamilyRecord.read(folders.references(), policy.reference()));
    RunScores.Counted counted = RunScores.countable(runs);
    List<Judgement> judgements = new ArrayList<>(gate.judge(counted.runs(), counted.unfinished()));
    judgements.addAll(gate.judgeDamaged(counted.damaged()));
    return judgements;
  }

  private BlessedRuns.Counted bits(Side side) throws IOException {
    return BlessedRuns.countable(folders.bits(side));
  }

  private void write(GateResult result) throws IOException {
    System.out.print(json ? GateText.json(result) + "\n" : GateText.plain(result));
    if (summary != null) {
      AtomicFile.write(summary, GateText.markdown(result));
    }
    if (junit != null) {
      AtomicFile.write(junit, JunitXml.of(result, Instant.now(), durations()));
    }
  }

  private Map<Gate, Duration> durations() {
    Map<Gate, Duration> durations = new EnumMap<>(Gate.class);
    took.forEach((gate, seconds) -> durations.put(gate, Duration.ofSeconds(seconds)));
    return durations;
  }

  private static ExitCode exitCode(GateResult result) {
    return switch (result.outcome()) {
      case PASS -> ExitCode.SUCCESS;
      case REGRESSION -> ExitCode.REGRESSION;
      case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
    };
  }
}
