package org.planetbench.agents.nn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.Populations;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.planning.ColoredNoise;
import org.planetbench.agents.planning.PlannerSpec;
import org.planetbench.agents.planning.Population;
import org.planetbench.agents.planning.Proposals;
import org.planetbench.suites.ActionSpec;

/**
 * A population on a device. Plans are rows, so that the best of them are picked at once. Nothing is
 * waited for until the answer is read, and with it whether all returns were finite.
 */
final class TorchPopulation implements Population {
  private final TorchScope scope;
  private final TorchDevice device;
  private final PlanNoise noise;
  private final PlannerSpec spec;
  private final ActionSpec box;
  private final Populations.Returns expected;
  private final Scope decision;
  private final int width; // of a plan: horizon * actionSize
  private final List<TorchTensor> returns = new ArrayList<>(); // of each iteration [candidates, 1]
  private final List<TorchTensor> first = new ArrayList<>(); // of the next candidates
  private TorchTensor mean; // [1, width]
  private TorchTensor std; // [1, width]
  private TorchTensor candidates; // [candidates, width]
  private TorchTensor ranking; // [candidates], best first
  private TorchTensor highest; // [1, 1], the return of what is held
  private TorchTensor held; // [1, width]
  private TorchTensor remembered; // [plans, width], best first
  private @Nullable TorchTensor proposed; // [proposals, width]
  private float @Nullable [] answer;

  TorchPopulation(
      TorchBackend backend,
      PlannerSpec spec,
      ActionSpec box,
      Populations.Returns expected,
      Scope decision) {
    this.scope = backend.scope();
    this.device = backend.device();
    this.noise = new PlanNoise(backend, spec.horizon(), box.size());
    this.spec = spec;
    this.box = box;
    this.expected = expected;
    this.decision = decision;
    this.width = spec.horizon() * box.size();
    mean = zeros(1, width);
    std = mean;
    candidates = zeros(spec.candidates(), width);
    ranking = Creation.zeros(scope, ElementType.LONG, device, spec.candidates());
    highest = zeros(1, 1);
    held = mean;
    remembered = zeros(0, width);
  }

  private TorchTensor zeros(long... shape) {
    return Creation.zeros(scope, ElementType.FLOAT, device, shape);
  }

  @Override
  public void start(float[] from, float deviation) {
    mean = Creation.of(scope, device, from, 1, width);
    std = zeros(1, width);
    Creation.fill(scope, std, deviation);
    Creation.fill(scope, highest, Double.NEGATIVE_INFINITY);
  }

  @Override
  public void draw(RandomGenerator random) {
    int mark = scope.mark();
    take(mark, noise.white(spec.candidates(), random));
  }

  @Override
  public void draw(ColoredNoise coloured, int from, RandomGenerator random) {
    noise.prepare(coloured);
    int mark = scope.mark();
    take(mark, noise.coloured(coloured, spec.candidates() - from, random));
  }

  /** What was put first, then what the noise makes of the Gaussian; all clipped. */
  private void take(int mark, TorchTensor epsilon) {
    first.add(Elementwise.add(scope, mean, Elementwise.mul(scope, std, epsilon)));
    TorchTensor all =
        first.size() == 1
            ? first.getFirst()
            : Indexing.cat(scope, 0, first.toArray(TorchTensor[]::new));
    candidates = clipped(all);
    first.clear();
    scope.release(mark, candidates);
  }

  private TorchTensor clipped(TorchTensor x) {
    return Elementwise.minimum(scope, Elementwise.maximum(scope, x, box.minimum()), box.maximum());
  }

  @Override
  public void putMean(int candidate) {
    first.add(mean);
  }

  @Override
  public void remember(float[][] plans) {
    float[] flat = new float[plans.length * width];
    for (int i = 0; i < plans.length; i++) {
      System.arraycopy(plans[i], 0, flat, i * width, width);
    }
    remembered = Creation.of(scope, device, flat, plans.length, width);
  }

  @Override
  public void recall() {
    first.add(remembered);
  }

  @Override
  public void rememberBest() {
    remembered = best(Math.toIntExact(remembered.size(0)));
  }

  /** The best candidates, best first. */
  private TorchTensor best(int count) {
    return Indexing.indexSelect(scope, candidates, 0, Views.narrow(scope, ranking, 0, 0, count));
  }

  /** They go to the device once. */
  @Override
  public void insert(Proposals proposals) {
    int count = proposals.count();
    if (count == 0) {
      return;
    }
    if (proposed == null) {
      TorchTensor asGiven =
          Creation.of(scope, device, proposals.actions(), spec.horizon(), count, box.size());
      proposed = clipped(noise.byPlan(asGiven));
    }
    Creation.copy(
        scope,
        Views.narrow(scope, candidates, 0, spec.candidates() - (long) count, count),
        proposed);
  }

  @Override
  public void score(int iteration) {
    int mark = scope.mark();
    List<Rows> actions = new ArrayList<>();
    for (int h = 0; h < spec.horizon(); h++) {
      int from = h * box.size();
      actions.add(TorchRows.of(scope, Views.narrow(scope, candidates, 1, from, box.size()), false));
    }
    TorchTensor scored = ((TorchRows) expected.of(actions)).value();
    ranking = Indexing.sort(scope, Views.view(scope, scored, spec.candidates()), 0, true).indices();
    scope.release(mark, scored, ranking);
    returns.add(scored);
  }

  @Override
  public void fit(double temperature, float momentum) {
    int mark = scope.mark();
    TorchTensor best = Creation.to(scope, best(spec.elites()), ElementType.DOUBLE);
    Reductions.Moments moments =
        Double.isInfinite(temperature)
            ? Reductions.moments(scope, best)
            : weighted(best, weights(temperature));
    TorchTensor spread =
        Elementwise.sqrt(
            scope, Elementwise.add(scope, moments.variance(), PlannerSpec.VARIANCE_FLOOR));
    mean = moved(mean, Creation.to(scope, moments.mean(), ElementType.FLOAT), momentum);
    std = moved(std, Creation.to(scope, spread, ElementType.FLOAT), momentum);
    scope.release(mark, mean, std);
  }

  private TorchTensor moved(TorchTensor old, TorchTensor fitted, float momentum) {
    return momentum == 0
        ? fitted
        : Elementwise.add(
            scope,
            Elementwise.mul(scope, old, momentum),
            Elementwise.mul(scope, fitted, 1 - momentum));
  }

  /** Of the best [1, elites], which add up to 1. */
  private TorchTensor weights(double temperature) {
    TorchTensor places = Views.narrow(scope, ranking, 0, 0, spec.elites());
    TorchTensor best = Indexing.indexSelect(scope, returns.getLast(), 0, places);
    TorchTensor wide =
        Views.view(scope, Creation.to(scope, best, ElementType.DOUBLE), 1, spec.elites());
    TorchTensor below = Elementwise.sub(scope, wide, Views.narrow(scope, wide, 1, 0, 1));
    TorchTensor weights = Elementwise.exp(scope, Elementwise.mul(scope, below, 1 / temperature));
    return Elementwise.div(scope, weights, Reductions.sum(scope, weights, true, 1));
  }

  private Reductions.Moments weighted(TorchTensor best, TorchTensor weights) {
    TorchTensor average = Products.mm(scope, weights, best);
    TorchTensor apart = Elementwise.square(scope, Elementwise.sub(scope, best, average));
    return new Reductions.Moments(Products.mm(scope, weights, apart), average);
  }

  @Override
  public void holdBest() {
    int mark = scope.mark();
    TorchTensor plan = best(1);
    TorchTensor earns =
        Indexing.indexSelect(
            scope, returns.getLast(), 0, Views.narrow(scope, ranking, 0, 0, 1)); // [1, 1]
    TorchTensor better = Elementwise.greater(scope, earns, highest);
    held = Indexing.where(scope, better, plan, held);
    highest = Indexing.where(scope, better, earns, highest);
    scope.release(mark, held, highest);
  }

  @Override
  public void readMean(float[] plan) {
    System.arraycopy(answer(), 0, plan, 0, width);
  }

  @Override
  public void readHeld(float[] plan) {
    System.arraycopy(answer(), width, plan, 0, width);
  }

  @Override
  public void readRemembered(float[][] plans) {
    for (int i = 0; i < plans.length; i++) {
      System.arraycopy(answer(), (2 + i) * width, plans[i], 0, width);
    }
  }

  /** Mean, held and remembered plans, which come to the host together, when they are final. */
  private float[] answer() {
    if (answer == null) {
      List<TorchTensor> parts = new ArrayList<>(List.of(mean, held, remembered));
      if (!returns.isEmpty()) {
        TorchTensor all = Indexing.cat(scope, 0, returns.toArray(TorchTensor[]::new));
        // a sum of zeros is 0, unless one is of a number that is not finite
        TorchTensor check = Reductions.sum(scope, Elementwise.mul(scope, all, 0), true, 0);
        parts.add(Views.expand(scope, check, 1, width));
      }
      TorchTensor rows = Indexing.cat(scope, 0, parts.toArray(TorchTensor[]::new));
      float[] read = new float[Math.toIntExact(rows.elements())];
      HostCopy.read(scope, rows, read, 0);
      if (!Float.isFinite(read[read.length - 1])) {
        explain();
      }
      answer = read;
    }
    return answer;
  }

  /** One of the returns is not finite. */
  private void explain() {
    float[] read = new float[spec.candidates()];
    for (int i = 0; i < returns.size(); i++) {
      HostCopy.read(scope, returns.get(i), read, 0);
      Population.requireFinite(read, i);
    }
  }

  @Override
  public void close() {
    decision.close();
  }
}
