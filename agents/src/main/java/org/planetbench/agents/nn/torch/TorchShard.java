package org.planetbench.agents.nn.torch;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.nn.PictureSequences;
import org.planetbench.agents.nn.Pictures;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.TensorBackend;

/** The only shard of a device: a batch is not cut. */
record TorchShard(TorchBackend torch) implements Shard {
  @Override
  public int number() {
    return 0;
  }

  @Override
  public TensorBackend backend() {
    return torch;
  }

  @Override
  public Scope open() {
    return torch.open();
  }

  @Override
  public Pictures pictures(int half, int... counts) {
    return new TorchPictures(torch.scope(), torch.device(), half, Arrays.stream(counts).sum());
  }

  @Override
  public Pictures pictures(
      PicturePreprocessing preprocessing,
      PictureSequences sequences,
      RandomGenerator[] noise,
      int... counts) {
    TorchTensor folded =
        new TorchPreprocessing(torch, torch.scope(), preprocessing).apply(sequences, noise);
    return TorchPictures.of(torch.scope(), torch.device(), folded);
  }

  /** libtorch keeps it, and tells nobody through what this calls. */
  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {}
}
