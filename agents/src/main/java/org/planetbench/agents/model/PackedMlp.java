package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.Product;

/** An {@link Mlp} as planning computes it: its weights, packed. */
final class PackedMlp implements AutoCloseable {
  private final Mlp mlp;
  private final PackedWeights weights = new PackedWeights();
  private final List<NativeTensor> layers = new ArrayList<>(); // columns: the layer below, 1

  /**
   * @param mlp of one output
   */
  PackedMlp(Mlp mlp) {
    this.mlp = mlp;
    int inputs = mlp.inputs();
    for (int i = 0; i < mlp.hidden(); i++) {
      layers.add(weights.create(mlp.units(), inputs));
      inputs = mlp.units();
    }
    layers.add(weights.create(1, inputs));
  }

  /** Copies the weights as they are now. */
  void load() {
    for (int i = 0; i < layers.size(); i++) {
      Dense layer = mlp.layers().get(i);
      float[][][] parts = new float[layer.inputs() + 1][][];
      for (int input = 0; input < layer.inputs(); input++) {
        parts[input] = layer.transposed(input);
      }
      parts[layer.inputs()] = PackedWeights.column(layer.bias());
      PackedWeights.pack(layers.get(i), 0, parts);
    }
  }

  /** Multiply-adds for one candidate, biases apart. */
  long multiplyAdds() {
    return weights.multiplyAdds();
  }

  @Override
  public void close() {
    weights.close();
  }

  /** The buffers of one thread. */
  final class Block implements AutoCloseable {
    private final NativeKernel kernel = new NativeKernel();
    private final CandidateRows rows;
    private final List<NativeTensor> outputs = new ArrayList<>(); // [units, width]; [1, width]
    private final List<Product> products = new ArrayList<>();

    /**
     * @param features [features, 1; width], read at each {@link #compute}
     */
    Block(NativeTensor features, int width) {
      rows = new CandidateRows(width);
      NativeTensor below = features;
      for (int i = 0; i < mlp.hidden(); i++) {
        NativeTensor layer = rows.createWithOne(mlp.units());
        outputs.add(layer.rows(0, mlp.units()));
        products.add(rows.product(layers.get(i), below, outputs.getLast()));
        below = layer;
      }
      outputs.add(rows.create(1));
      products.add(rows.product(layers.getLast(), below, outputs.getLast()));
    }

    /** The outputs for the features as they are, one for each candidate. */
    void compute(float[] output) {
      int last = outputs.size() - 1;
      for (int i = 0; i < last; i++) {
        products.get(i).compute();
        kernel.activate(mlp.activation(), outputs.get(i));
      }
      products.get(last).compute();
      outputs.get(last).floats().get(0, output);
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
