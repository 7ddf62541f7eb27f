package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.ProcessColumns;
import org.planetbench.agents.nn.SparseProcess;
import org.planetbench.agents.nn.host.NativeTensor;

/**
 * The prior of {@link ProcessStateSpace} and {@link OpenProcessStateSpace} for planning, from its
 * second step on. In double precision, as in training: the process knows its weights itself, and
 * nothing is packed.
 *
 * <pre>
 *   rows of the state:   a   z   1
 *   process             [a   z]       -> z
 *   features                [z   1]
 * </pre>
 */
final class PackedProcess extends PackedPrior {
  private final ModelSpec spec;
  private final SparseProcess process;

  PackedProcess(ModelSpec spec, SparseProcess process) {
    this.spec = spec;
    this.process = process;
    weights.count(ProcessTransition.ofStep(spec).multiplyAdds());
  }

  @Override
  void load() {}

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  private final class Block extends PackedState {
    private final ProcessColumns columns;
    private final float[] row;

    Block(int width) {
      super(spec, width);
      row = new float[width];
      columns = process.columns(width);
    }

    @Override
    void start(Belief belief) {
      FirstStep.requireDone(belief, spec.dynamics());
      super.start(belief);
    }

    @Override
    void step(RandomGenerator random) {
      read(0, z);
      read(spec.stochastic(), action());
      columns.compute();
      if (spec.processAsReleased()) {
        columns.drawNoise(random);
      }
      for (int d = 0; d < spec.stochastic(); d++) {
        if (spec.processAsReleased()) {
          columns.drawAsReleased(d, row);
        } else {
          columns.draw(random, d, row);
        }
        z.floats().put(d * row.length, row);
      }
    }

    private void read(int from, NativeTensor inputs) {
      for (int j = 0; j < inputs.size() / row.length; j++) {
        inputs.floats().get(j * row.length, row);
        columns.read(from + j, row);
      }
    }
  }
}
