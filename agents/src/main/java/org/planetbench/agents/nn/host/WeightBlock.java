package org.planetbench.agents.nn.host;

import java.util.Arrays;
import org.planetbench.agents.nn.Block;
import org.planetbench.agents.nn.Mirror;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.nn.WeightMap;
import org.planetbench.agents.nn.Weights;

/**
 * A block of a parameter's matrix as arrays of rows: as it stands for the forward pass, transposed
 * for the gradient of the input, and one gradient buffer for each shard. What stands there is the
 * parameter's value, or a {@link WeightMap} of it.
 */
final class WeightBlock implements Mirror, Weights {
  private final Block block;
  private final Parameter parameter;
  final int inputs;
  final int outputs;
  final float[][] rows; // [inputs, outputs]
  final float[][] transposed; // [outputs, inputs]
  final float[][][] gradients; // [shards, inputs, outputs]

  WeightBlock(Block block, int shards) {
    this.block = block;
    this.parameter = block.parameter();
    inputs = block.inputs();
    outputs = block.outputs();
    rows = new float[inputs][outputs];
    transposed = new float[outputs][inputs];
    gradients = new float[shards][inputs][outputs];
  }

  @Override
  public void load() {
    for (int i = 0; i < inputs; i++) {
      System.arraycopy(parameter.value(), block.position(i), rows[i], 0, outputs);
      block.map().apply(rows[i]);
      for (int j = 0; j < outputs; j++) {
        transposed[j][i] = rows[i][j];
      }
    }
  }

  @Override
  public void collect() {
    for (float[][] shard : gradients) {
      for (int i = 0; i < inputs; i++) {
        int start = block.position(i);
        block.map().gradient(parameter.value(), start, rows[i], shard[i]);
        for (int j = 0; j < outputs; j++) {
          parameter.gradient()[start + j] += shard[i][j];
        }
        Arrays.fill(shard[i], 0f);
      }
    }
  }

  static WeightBlock of(Weights weights) {
    return (WeightBlock) weights;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public float[][] read() {
    return rows;
  }

  @Override
  public float[][] readTransposed() {
    return transposed;
  }
}
