package org.planetbench.agents.replay;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Errors;
import org.planetbench.suites.Pixels;

class EpisodeReplayTest {
  private static final int HEIGHT = 2;
  private static final int WIDTH = 3;
  private static final int ACTIONS = 2;

  @TempDir Path directory;
  private EpisodeReplay replay = new EpisodeReplay(Path.of("unused"), RewardPairing.STATE_AFTER);

  @BeforeEach
  void makeReplay() {
    replay = new EpisodeReplay(directory.resolve("replay"), RewardPairing.STATE_AFTER);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Record t of episode e: all pixels e * 40 + t, actions (e + t / 100, -t), reward 1000 e + t. */
  private static Episode episode(int e, int decisions) {
    Episode.Recorder recorder = new Episode.Recorder(picture(e, 0), ACTIONS);
    for (int t = 1; t <= decisions; t++) {
      recorder.add(new float[] {e + t / 100f, -t}, 1000 * e + t, picture(e, t));
    }
    return recorder.finish();
  }

  private static Pixels picture(int e, int t) {
    byte[] rgb = new byte[HEIGHT * WIDTH * 3];
    java.util.Arrays.fill(rgb, (byte) (e * 40 + t));
    return new Pixels(HEIGHT, WIDTH, rgb);
  }

  private static SequenceBatch batch(int length, int size) {
    return SequenceBatch.allocate(length, size, HEIGHT, WIDTH, ACTIONS);
  }

  @Test
  void readsBackWholeEpisodes() throws IOException {
    replay.append(episode(0, 3));
    replay.append(episode(1, 20));
    Episode expected = episode(1, 20);
    Episode got = replay.read(1);
    assertArrayEquals(expected.images(), got.images());
    assertArrayEquals(expected.actions(), got.actions());
    assertArrayEquals(expected.rewards(), got.rewards());
    assertEquals(4, replay.read(0).records());
  }

  @Test
  void alignsObservationsWithTheActionsAndRewardsThatLedToThem() throws IOException {
    for (int e = 0; e < 3; e++) {
      replay.append(episode(e, 20));
    }
    SequenceBatch batch = batch(5, 64);
    replay.sample(batch, random(1));
    int frame = HEIGHT * WIDTH * 3;
    for (int b = 0; b < 64; b++) {
      int pixel = Byte.toUnsignedInt(batch.images()[b * frame]);
      int e = pixel / 40;
      int start = pixel % 40;
      for (int t = 0; t < 5; t++) {
        int at = t * 64 + b;
        int record = start + t;
        for (int i = 0; i < frame; i++) {
          assertEquals(e * 40 + record, Byte.toUnsignedInt(batch.images()[at * frame + i]));
        }
        boolean first = record == 0;
        assertEquals(first ? 0 : e + record / 100f, batch.actions()[at * ACTIONS]);
        assertEquals(first ? 0 : -record, batch.actions()[at * ACTIONS + 1], 0f);
        assertEquals(first ? 0 : 1000 * e + record, batch.rewards()[at]);
      }
    }
  }

  /** Files are the same, whichever pairing writes or reads them. */
  @Test
  void pairsARewardWithTheStateBeforeItIfToldTo() throws IOException {
    EpisodeReplay before =
        new EpisodeReplay(directory.resolve("replay"), RewardPairing.STATE_BEFORE);
    before.append(episode(1, 6));
    Path index = directory.resolve("index.npz");
    before.save(index);
    replay.load(index);
    assertEquals(7, replay.read(0).records());
    EpisodeReplay reopened =
        new EpisodeReplay(directory.resolve("replay"), RewardPairing.STATE_BEFORE);
    reopened.load(index);
    for (EpisodeReplay each : List.of(before, reopened)) {
      Episode episode = each.read(0);
      assertArrayEquals(new float[] {1001, 1002, 1003, 1004, 1005, 1006}, episode.rewards());
      assertArrayEquals(new float[] {0, 0}, episode.action(0));
      assertArrayEquals(new float[] {1.05f, -5}, episode.action(5));
      assertArrayEquals(picture(1, 5).rgb(), episode.picture(5).rgb());
      SequenceBatch batch = batch(5, 16);
      EpisodeReplay.Chunks chunks = each.sample(batch, random(1));
      assertEquals(Set.of(0, 1), Arrays.stream(chunks.offsets()).boxed().collect(toSet()));
      for (int b = 0; b < 16; b++) {
        for (int t = 0; t < 5; t++) {
          int record = chunks.offsets()[b] + t;
          int at = t * 16 + b;
          assertEquals(40 + record, Byte.toUnsignedInt(batch.images()[at * HEIGHT * WIDTH * 3]));
          assertEquals(-record, batch.actions()[at * ACTIONS + 1], 0f);
          assertEquals(1000 + record + 1, batch.rewards()[at]);
        }
      }
    }
  }

  /** Episodes of unequal length count the same; so do all offsets at which a chunk fits. */
  @Test
  void samplesEpisodesThenOffsetsUniformly() throws IOException {
    replay.append(episode(0, 5)); // 6 records: offsets 0..2 of a chunk of 4
    replay.append(episode(1, 9)); // 10 records: offsets 0..6
    int[][] counts = new int[2][10];
    int draws = 0;
    SequenceBatch batch = batch(4, 500);
    RandomGenerator random = random(2);
    for (int i = 0; i < 40; i++) {
      replay.sample(batch, random);
      for (int b = 0; b < 500; b++, draws++) {
        int pixel = batch.images()[b * HEIGHT * WIDTH * 3];
        counts[pixel / 40][pixel % 40]++;
      }
    }
    for (int offset = 0; offset < 10; offset++) {
      assertEquals(offset <= 2 ? draws / 2.0 / 3 : 0, counts[0][offset], 250);
      assertEquals(offset <= 6 ? draws / 2.0 / 7 : 0, counts[1][offset], 200);
    }
  }

  @Test
  void drawsTheSameBatchFromTheSameGenerator() throws IOException {
    replay.append(episode(0, 30));
    replay.append(episode(1, 30));
    SequenceBatch one = batch(3, 8);
    SequenceBatch two = batch(3, 8);
    replay.sample(one, random(3));
    replay.sample(two, random(3));
    assertArrayEquals(one.images(), two.images());
    assertArrayEquals(one.rewards(), two.rewards());
  }

  @Test
  void goesBackToTheEpisodesOfAnIndex() throws IOException {
    replay.append(episode(0, 30));
    replay.append(episode(1, 30));
    Path index = directory.resolve("index.npz");
    replay.save(index);
    SequenceBatch expected = batch(3, 16);
    replay.sample(expected, random(4));

    replay.append(episode(2, 30)); // after the checkpoint: as if killed here
    EpisodeReplay resumed =
        new EpisodeReplay(directory.resolve("replay"), RewardPairing.STATE_AFTER);
    resumed.load(index);
    assertEquals(2, resumed.size());
    SequenceBatch got = batch(3, 16);
    resumed.sample(got, random(4));
    assertArrayEquals(expected.images(), got.images());
    assertArrayEquals(expected.actions(), got.actions());
    assertArrayEquals(expected.rewards(), got.rewards());
  }

  /** Whatever a resumed run plays again, the files of an index stay as they are. */
  @Test
  void neverOverwritesAnEpisodeThatAnIndexNames() throws IOException {
    replay.append(episode(0, 10));
    Path before = directory.resolve("before.npz");
    replay.save(before);
    replay.append(episode(1, 10));
    Path after = directory.resolve("after.npz");
    replay.save(after);

    replay.load(before);
    replay.append(episode(2, 10)); // another episode under the same number
    assertEquals(3, files().size());
    replay.load(after);
    assertEquals(2, replay.size());

    replay.load(before);
    replay.append(episode(1, 10)); // the same again
    assertEquals(3, files().size());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("replay"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void saysWhichEpisodeIsMissingOrDamaged() throws IOException {
    replay.append(episode(0, 10));
    replay.append(episode(1, 10));
    Path index = directory.resolve("index.npz");
    replay.save(index);
    Path file = files().getFirst();
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 4;
    Files.write(file, content);
    String damaged = Errors.messageOf(IOException.class, () -> replay.load(index));
    assertEquals(file + ": damaged: its SHA-256 is not the one in the checkpoint", damaged);
    assertEquals(2, replay.size());
    Files.delete(file);
    String missing = Errors.messageOf(IOException.class, () -> replay.load(index));
    assertEquals(file + ": missing; the checkpoint needs it", missing);
    String foreign =
        Errors.messageOf(IOException.class, () -> replay.load(NpzTest.fixture("numpy.npz")));
    assertTrue(foreign.endsWith("expected an index of a replay, got other arrays"), foreign);
  }

  @Test
  void anAbsentFolderIsNoDamage() throws IOException {
    replay.append(episode(0, 10));
    Path index = directory.resolve("index.npz");
    replay.save(index);
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(directory.resolve("replay"), elsewhere);
    IOException said = assertThrows(IOException.class, () -> replay.opened(index));
    assertFalse(said instanceof DamagedEpisodeException);
    assertTrue(String.valueOf(said).contains("bring the folder back"), said::toString);
    Files.move(elsewhere, directory.resolve("replay"));
    assertEquals(1, replay.opened(index).size());
  }

  @Test
  void saysWhenNoEpisodeIsLongEnough() throws IOException {
    replay.append(episode(0, 10));
    SequenceBatch exact = batch(11, 2);
    replay.sample(exact, random(5));
    String message =
        Errors.messageOf(IllegalStateException.class, () -> replay.sample(batch(12, 2), random(5)));
    assertTrue(
        message.contains("at least 12 records (chunk_length), got 1 episodes, the longest of 11"),
        message);
    assertTrue(
        Errors.messageOf(
                IllegalStateException.class,
                () ->
                    new EpisodeReplay(directory, RewardPairing.STATE_AFTER)
                        .sample(batch(1, 1), random(5)))
            .contains("got 0 episodes"));
  }

  @Test
  void refusesEpisodesAndBatchesOfAnotherShape() throws IOException {
    replay.append(episode(0, 10));
    Episode other = new Episode.Recorder(new Pixels(1, 1, new byte[3]), 1).finish();
    assertTrue(
        Errors.messageOf(IllegalArgumentException.class, () -> replay.append(other))
            .contains(
                "expected 2 x 3 pictures and 2 actions as in the other episodes, got 1 x 1 and 1"));
    assertEquals(1, replay.size());
    SequenceBatch wrong = SequenceBatch.allocate(2, 2, 4, 4, 2);
    assertTrue(
        Errors.messageOf(IllegalStateException.class, () -> replay.sample(wrong, random(6)))
            .contains("expected 4 x 4 pictures"));
  }

  @Test
  void keepsEpisodesAsPlanetLaysThemOut() throws IOException {
    replay.append(episode(1, 2));
    var arrays = Npz.read(files().getFirst());
    assertEquals(List.of("image", "action", "reward"), List.copyOf(arrays.keySet()));
    NpyArray image = Objects.requireNonNull(arrays.get("image"));
    assertEquals("|u1", image.descriptor());
    assertArrayEquals(new int[] {3, HEIGHT, WIDTH, 3}, image.shape());
    assertTrue(
        arrays.get("action") instanceof NpyArray.Floats(_, float[] actions)
            && java.util.Arrays.equals(actions, new float[] {0, 0, 1.01f, -1, 1.02f, -2}));
    assertTrue(
        arrays.get("reward") instanceof NpyArray.Floats(_, float[] rewards)
            && java.util.Arrays.equals(rewards, new float[] {0, 1001, 1002}));
  }
}
