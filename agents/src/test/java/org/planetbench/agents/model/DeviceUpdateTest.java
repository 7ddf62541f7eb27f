package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.torch.TorchBackend;
import org.planetbench.agents.nn.torch.TorchCounts;
import org.planetbench.agents.nn.torch.TorchDevice;
import org.planetbench.agents.planet.Recipes;

/** What an update costs where libtorch computes, but for time. */
@Tag("native")
class DeviceUpdateTest {
  private static final int LENGTH = 10;

  private static PlanetModel tiny() {
    return new PlanetModel(
        Recipes.TINY.model(2), new TorchBackend(TorchDevice.CPU, true), 1, TestBatches.random(0));
  }

  private static void update(PlanetModel model, int length) {
    var _ =
        model.update(
            TestBatches.batch(length, 8, 64, 2, 5), TestBatches.random(1), TestBatches.random(1));
  }

  /**
   * Up go pictures, the keys of their noise and of the states', actions, rewards, and four times
   * the zeros that sequences begin with; down come the losses, and the norm.
   */
  @Test
  void readsLossesOnce() {
    try (PlanetModel model = tiny()) {
      update(model, LENGTH);
      TensorBackend backend = model.parameters().backend();
      long transfers = TorchCounts.transfers(backend);
      update(model, LENGTH);
      assertEquals(11, TorchCounts.transfers(backend) - transfers);
    }
  }
}
