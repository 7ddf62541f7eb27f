package org.planetbench.agents.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * All episodes ever collected, on disk, and the batches sampled from them. There is no size limit
 * and no chunk crosses an episode.
 *
 * <p><b>Sampling.</b> Each chunk of a batch: an episode, uniform over those that are long enough;
 * then an offset, uniform over those at which the chunk fits. A batch is a function of the episodes
 * and the generator alone. The published code's {@code recent} loader walks random permutations of
 * a pool of at most 1,000 episodes and rescans the folder between them, which comes close to the
 * same distribution, but shows a new episode only some 20 updates after it was collected and
 * depends on when a background thread ran. Here an episode counts from the next update on, and a
 * resumed run draws what an unbroken one would have drawn.
 *
 * <p><b>Durability.</b> An episode is written once, to a file named by its number and its content,
 * and never changed; {@link #save} writes only an index of these files. A run that is killed and
 * resumed from an older index finds all files of that index whole. What it plays again gets the
 * same name if it is the same, and another name if not, so nothing that any index names is ever
 * overwritten.
 */
public final class EpisodeReplay {
  private static final int HASH_BYTES = 32;

  /** An episode that is being written; its name has a hash, which is not known before. */
  private static final String NEW = "new.npz";

  private final Path directory;
  private final RewardPairing pairing;
  private final List<StoredEpisode> episodes = new ArrayList<>();

  /** A replay without episodes; the directory is made when the first one comes. */
  public EpisodeReplay(Path directory, RewardPairing pairing) {
    this.directory = directory;
    this.pairing = pairing;
  }

  /** How many episodes there are. */
  public int size() {
    return episodes.size();
  }

  /** Writes an episode and adds it. */
  public void append(Episode episode) throws IOException {
    Files.createDirectories(directory);
    Path written = directory.resolve(NEW);
    Npz.write(written, episode.arrays());
    byte[] hash = sha256(written);
    Path file = file(episodes.size(), hash);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    add(
        new StoredEpisode(
            file,
            hash,
            episode.height(),
            episode.width(),
            episode.actionSize(),
            Npz.locate(file, "image").offset(),
            pairing.actions(episode.actions(), episode.actionSize()),
            pairing.rewards(episode.rewards())));
  }

  private void add(StoredEpisode episode) {
    if (!episodes.isEmpty()) {
      StoredEpisode first = episodes.getFirst();
      if (episode.height() != first.height()
          || episode.width() != first.width()
          || episode.actionSize() != first.actionSize()) {
        throw new IllegalArgumentException(
            "%s: expected %d x %d pictures and %d actions as in the other episodes, got %d x %d and %d"
                .formatted(
                    episode.file(),
                    first.height(),
                    first.width(),
                    first.actionSize(),
                    episode.height(),
                    episode.width(),
                    episode.actionSize()));
      }
    }
    episodes.add(episode);
  }

  /**
   * Which chunks a batch was made of: of episode {@code episodes[i]} from {@code offsets[i]} on.
   */
  public record Chunks(int[] episodes, int[] offsets) {}

  /**
   * Fills a batch and says with what.
   *
   * @throws IllegalStateException if no episode has as many records as a chunk
   */
  public Chunks sample(SequenceBatch batch, RandomGenerator random) throws IOException {
    int[] longEnough =
        IntStream.range(0, episodes.size())
            .filter(i -> episodes.get(i).records() >= batch.length())
            .toArray();
    if (longEnough.length == 0) {
      throw new IllegalStateException(
          "replay: expected an episode of at least %d records (chunk_length), got %d episodes, the longest of %d; use a shorter chunk_length or longer episodes"
              .formatted(
                  batch.length(),
                  episodes.size(),
                  episodes.stream().mapToInt(StoredEpisode::records).max().orElse(0)));
    }
    requireFit(batch, episodes.get(longEnough[0]));
    ByteBuffer chunk = ByteBuffer.allocate(batch.images().length / batch.batch());
    Chunks chunks = new Chunks(new int[batch.batch()], new int[batch.batch()]);
    for (int b = 0; b < batch.batch(); b++) {
      int number = longEnough[random.nextInt(longEnough.length)];
      StoredEpisode episode = episodes.get(number);
      int offset = random.nextInt(episode.records() - batch.length() + 1);
      episode.copy(offset, batch, b, chunk);
      chunks.episodes[b] = number;
      chunks.offsets[b] = offset;
    }
    return chunks;
  }

  /** A whole episode, by its number in the order of {@link #append}. */
  public Episode read(int number) throws IOException {
    StoredEpisode episode = episodes.get(number);
    if (!(Npz.read(episode.file(), "image").get("image")
        instanceof NpyArray.Bytes(_, byte[] images))) {
      throw new IOException(episode.file() + ": expected an episode (image, action, reward)");
    }
    return new Episode(
        episode.height(),
        episode.width(),
        episode.actionSize(),
        pairing.images(images, episode.height() * episode.width() * 3),
        episode.actions(),
        episode.rewards());
  }

  private static void requireFit(SequenceBatch batch, StoredEpisode episode) {
    if (batch.height() != episode.height()
        || batch.width() != episode.width()
        || batch.actionSize() != episode.actionSize()) {
      throw new IllegalStateException(
          "replay: expected %d x %d pictures and %d actions as the agent's settings say, got %d x %d and %d in %s"
              .formatted(
                  batch.height(),
                  batch.width(),
                  batch.actionSize(),
                  episode.height(),
                  episode.width(),
                  episode.actionSize(),
                  episode.file()));
    }
  }

  /** Writes the index: {@code sha256} [episodes, 32]. Each file's name follows from it. */
  public void save(Path index) throws IOException {
    byte[] hashes = new byte[episodes.size() * HASH_BYTES];
    for (int i = 0; i < episodes.size(); i++) {
      System.arraycopy(episodes.get(i).sha256(), 0, hashes, i * HASH_BYTES, HASH_BYTES);
    }
    SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("sha256", new NpyArray.Bytes(new int[] {episodes.size(), HASH_BYTES}, hashes));
    if (!episodes.isEmpty()) {
      flushNames();
    }
    Npz.write(index, arrays);
  }

  /** Before an index names the files: a power cut must not leave it without them. */
  private void flushNames() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Goes back to the episodes of an index, each checked against its hash.
   *
   * @throws DamagedEpisodeException naming the file that is missing or damaged
   * @throws IOException if it is no index, or none of its files is there, as where the folder lies
   *     elsewhere today; the replay is then, too, as it was
   */
  public void load(Path index) throws IOException {
    become(opened(index));
  }

  /** Another replay in the same folder, with the episodes of an index. */
  public EpisodeReplay opened(Path index) throws IOException {
    if (!(Npz.read(index).get("sha256") instanceof NpyArray.Bytes(int[] shape, byte[] hashes))
        || shape.length != 2
        || shape[1] != HASH_BYTES) {
      throw new IOException(index + ": expected an index of a replay, got other arrays");
    }
    Files.deleteIfExists(directory.resolve(NEW)); // left by a kill
    Files.deleteIfExists(directory.resolve(NEW + ".tmp"));
    List<byte[]> each =
        IntStream.range(0, shape[0])
            .mapToObj(i -> Arrays.copyOfRange(hashes, i * HASH_BYTES, (i + 1) * HASH_BYTES))
            .toList();
    requireSome(each);
    EpisodeReplay loaded = new EpisodeReplay(directory, pairing);
    for (int i = 0; i < each.size(); i++) {
      loaded.add(open(file(i, each.get(i)), each.get(i)));
    }
    return loaded;
  }

  /** A folder that is away is no damage, for which checkpoints would be given up. */
  private void requireSome(List<byte[]> hashes) throws IOException {
    boolean isAway =
        !hashes.isEmpty()
            && IntStream.range(0, hashes.size())
                .noneMatch(i -> Files.exists(file(i, hashes.get(i))));
    if (isAway) {
      throw new IOException(
          "%s: expected the episodes of the run's checkpoints (%s), got none of them; bring the folder back, or begin anew in another --runs"
              .formatted(directory, hashes.size()));
    }
  }

  /** Takes another's episodes in place of its own. */
  public void become(EpisodeReplay other) {
    episodes.clear();
    episodes.addAll(other.episodes);
  }

  private StoredEpisode open(Path file, byte[] hash) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DamagedEpisodeException(file, "missing; the checkpoint needs it");
    }
    if (!Arrays.equals(sha256(file), hash)) {
      throw new DamagedEpisodeException(
          file, "damaged: its SHA-256 is not the one in the checkpoint");
    }
    Npz.Location image = Npz.locate(file, "image");
    SequencedMap<String, NpyArray> small = Npz.read(file, "action", "reward");
    if (!(small.get("action") instanceof NpyArray.Floats(int[] actionShape, float[] actions))
        || !(small.get("reward") instanceof NpyArray.Floats(_, float[] rewards))
        || image.shape().length != 4
        || actionShape.length != 2) {
      throw new IOException(file + ": expected an episode (image, action, reward)");
    }
    return new StoredEpisode(
        file,
        hash,
        image.shape()[1],
        image.shape()[2],
        actionShape[1],
        image.offset(),
        pairing.actions(actions, actionShape[1]),
        pairing.rewards(rewards));
  }

  private Path file(int number, byte[] hash) {
    String name =
        String.format(
            Locale.ROOT, "episode-%06d-%s.npz", number, HexFormat.of().formatHex(hash, 0, 8));
    return directory.resolve(name);
  }

  private static byte[] sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return DigestUtils.sha256(in);
    }
  }
}
