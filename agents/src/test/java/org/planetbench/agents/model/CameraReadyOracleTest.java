package org.planetbench.agents.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.UpdateMetric;
import org.planetbench.agents.UpdateMetrics;
import org.planetbench.agents.nn.Parameter;
import org.planetbench.agents.replay.Episode;
import org.planetbench.agents.replay.EpisodeReplay;
import org.planetbench.agents.replay.RewardPairing;
import org.planetbench.agents.replay.SequenceBatch;
import org.planetbench.suites.Pixels;

/**
 * What the camera-ready code learns of an episode, and what it plans for, against PyTorch. The
 * fixture keeps episodes as that code does: o_t with the action taken at it and the reward earned;
 * its chunk is all records but the first. Here the same episodes go through the replay.
 */
@OnEveryBackend
class CameraReadyOracleTest {
  private static final int RECORDS = 6;
  private static final int BATCH = 3;
  private static final int LENGTH = RECORDS - 1;
  private static final int SIZE = 32;
  private static final int ACTIONS = 2;

  private final TestBackend backend;
  @TempDir Path directory;

  CameraReadyOracleTest(TestBackend backend) {
    this.backend = backend;
  }

  private static WorldModelOracle oracle() throws IOException {
    return WorldModelOracle.read("camera_ready", DynamicsKind.RSSM);
  }

  /** An episode of as many decisions as the fixture has records; its last picture is black. */
  private static Episode episode(WorldModelOracle oracle, int sequence) {
    Episode.Recorder recorder = new Episode.Recorder(picture(oracle, 0, sequence), ACTIONS);
    for (int t = 0; t < RECORDS; t++) {
      int at = t * BATCH + sequence;
      recorder.add(
          Arrays.copyOfRange(oracle.get("actions"), at * ACTIONS, (at + 1) * ACTIONS),
          oracle.get("rewards")[at],
          t + 1 < RECORDS
              ? picture(oracle, t + 1, sequence)
              : new Pixels(SIZE, SIZE, new byte[SIZE * SIZE * 3]));
    }
    return recorder.finish();
  }

  private static Pixels picture(WorldModelOracle oracle, int t, int sequence) {
    byte[] all = oracle.arrays().bytes().sequencedValues().getFirst();
    int at = (t * BATCH + sequence) * SIZE * SIZE * 3;
    return new Pixels(SIZE, SIZE, Arrays.copyOfRange(all, at, at + SIZE * SIZE * 3));
  }

  /** Episodes 0, 1, 2, each from record 1 on. */
  private static final class InOrder implements RandomGenerator {
    private int calls;

    @Override
    public int nextInt(int bound) {
      int call = calls++;
      boolean episode = call % 2 == 0;
      assertEquals(episode ? BATCH : RECORDS - LENGTH + 1, bound);
      return episode ? call / 2 : 1;
    }

    @Override
    public long nextLong() {
      throw new AssertionError("only an episode and an offset are drawn");
    }
  }

  private SequenceBatch batch(WorldModelOracle oracle) throws IOException {
    EpisodeReplay replay = new EpisodeReplay(directory, RewardPairing.STATE_BEFORE);
    for (int sequence = 0; sequence < BATCH; sequence++) {
      replay.append(episode(oracle, sequence));
    }
    SequenceBatch batch = SequenceBatch.allocate(LENGTH, BATCH, SIZE, SIZE, ACTIONS);
    replay.sample(batch, new InOrder());
    batch.zeroFirstActions();
    return batch;
  }

  @Test
  void learnsFromAnEpisodeWhatPytorchDoes() throws IOException {
    WorldModelOracle oracle = oracle();
    try (PlanetModel model = oracle.model(backend, 2)) {
      SequenceBatch batch = batch(oracle);
      for (int update = 1; update <= 5; update++) {
        UpdateMetrics m = model.update(batch, oracle.noise(), oracle.noise());
        float[] expected = oracle.get("metrics/" + update);
        assertClose(expected[0], m.get(UpdateMetric.LOSS));
        assertClose(expected[1], m.get(UpdateMetric.IMAGE_LOSS));
        assertClose(expected[2], m.get(UpdateMetric.REWARD_LOSS));
        assertClose(expected[3], m.get(UpdateMetric.DIVERGENCE));
        assertClose(expected[4], m.get(UpdateMetric.GRADIENT_NORM));
      }
      model.parameters().read();
      for (Parameter p : model.parameters().parameters()) {
        float[] expected = oracle.ours("updated/", p);
        double largest = 0;
        for (float value : expected) {
          largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
          assertEquals(
              expected[i], p.value()[i], backend.tolerance() * largest, p.name() + " entry " + i);
        }
      }
    }
  }

  @Test
  void plansForTheDiscountedReturnThatPytorchExpects() throws IOException {
    WorldModelOracle oracle = oracle();
    float[] expected = oracle.get("forward/plan_returns");
    float[] returns = oracle.planReturns(backend);
    assertEquals(expected.length, returns.length);
    for (int j = 0; j < returns.length; j++) {
      assertClose(expected[j], returns[j]);
    }
  }

  private void assertClose(double expected, double actual) {
    assertEquals(expected, actual, backend.tolerance() * Math.abs(expected));
  }
}
