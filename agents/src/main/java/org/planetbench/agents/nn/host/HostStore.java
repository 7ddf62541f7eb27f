package org.planetbench.agents.nn.host;

import java.util.Arrays;
import java.util.List;
import org.planetbench.agents.nn.Adam;
import org.planetbench.agents.nn.Mirror;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.ParameterStore;
import org.planetbench.agents.nn.Workers;
import org.planetbench.agents.nn.kernel.ElementwiseKernel;

/** Parameters on the heap, of which every layer has a packed copy. */
record HostStore(ParameterSet set) implements ParameterStore {
  @Override
  public void load() {
    set.mirrors().forEach(Mirror::load);
  }

  @Override
  public void collect() {
    set.parameters().forEach(parameter -> Arrays.fill(parameter.gradient(), 0f));
    set.mirrors().forEach(Mirror::collect);
  }

  @Override
  public double step(Workers workers, Adam.Step step) {
    List<Parameter> parameters = set.parameters();
    double[] squares = new double[parameters.size()];
    workers.run(squares.length, i -> squares[i] = squaredNorm(parameters.get(i).gradient()));
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    double norm = Math.sqrt(sum);
    float scale = step.scale(norm);
    workers.run(
        parameters.size(),
        i -> {
          Parameter p = parameters.get(i);
          if (step.decays()) {
            ElementwiseKernel.scale(p.value(), step.kept(), p.size());
          }
          ElementwiseKernel.adam(
              p.value(),
              p.gradient(),
              p.firstMoment(),
              p.secondMoment(),
              scale,
              step.rate(),
              step.epsilon(),
              p.size());
        });
    load();
    return norm;
  }

  private static double squaredNorm(float[] gradient) {
    double sum = 0;
    for (float g : gradient) {
      sum += (double) g * g;
    }
    return sum;
  }

  /** They are there. */
  @Override
  public void read() {}

  @Override
  public void close() {}
}
