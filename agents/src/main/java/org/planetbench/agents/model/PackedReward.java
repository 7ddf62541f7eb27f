package org.planetbench.agents.model;

import java.util.ArrayList;
import java.util.List;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.NativeKernel;
import org.planetbench.agents.nn.NativeTensor;
import org.planetbench.agents.nn.Product;

/** The reward head as planning computes it: the packed weights of {@link RewardHead}. */
final class PackedReward implements AutoCloseable {
  private final ModelSpec spec;
  private final RewardHead head;
  private final PackedWeights weights = new PackedWeights();
  private final List<NativeTensor> layers = new ArrayList<>(); // columns: the layer below, 1

  PackedReward(ModelSpec spec, RewardHead head) {
    this.spec = spec;
    this.head = head;
    int inputs = head.features();
    for (int i = 0; i < spec.rewardLayers(); i++) {
      layers.add(weights.create(spec.rewardUnits(), inputs));
      inputs = spec.rewardUnits();
    }
    layers.add(weights.create(1, inputs));
  }

  /** Copies the weights as they are now. */
  void load() {
    for (int i = 0; i < layers.size(); i++) {
      Dense layer = head.layers().get(i);
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
      for (int i = 0; i < spec.rewardLayers(); i++) {
        NativeTensor layer = rows.createWithOne(spec.rewardUnits());
        outputs.add(layer.rows(0, spec.rewardUnits()));
        products.add(rows.product(layers.get(i), below, outputs.getLast()));
        below = layer;
      }
      outputs.add(rows.create(1));
      products.add(rows.product(layers.getLast(), below, outputs.getLast()));
    }

    /** The mean rewards of the features as they are. */
    void compute(float[] reward) {
      int last = outputs.size() - 1;
      for (int i = 0; i < last; i++) {
        products.get(i).compute();
        kernel.relu(outputs.get(i));
      }
      products.get(last).compute();
      outputs.get(last).floats().get(0, reward);
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
