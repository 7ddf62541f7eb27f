package org.planetbench.agents.planet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.planetbench.agents.model.ActorSpec;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.model.WorldModel;
import org.planetbench.agents.model.WorldModel.NamedArray;
import org.planetbench.agents.replay.EpisodeReplay;
import org.planetbench.agents.replay.NpyArray;
import org.planetbench.agents.replay.Npz;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.Settings;

/**
 * PlaNet's checkpoint, four files that NumPy reads.
 *
 * <ul>
 *   <li>{@code model.npz}: parameters, Adam moments and update count, by the model's names.
 *   <li>{@code replay.npz}: the index of the replay's episodes; {@code held_out.npz}: that of the
 *       held-out ones.
 *   <li>{@code agent.npz}: {@code recipe}, the settings as UTF-8 lines, by which a foreign
 *       checkpoint is told; {@code divergence}, the window that warnings look at.
 * </ul>
 */
record PlanetCheckpoint(
    Recipe recipe,
    WorldModel model,
    EpisodeReplay replay,
    EpisodeReplay heldOut,
    DivergenceWindow divergence) {
  /** What a checkpoint was made with that a setting is too new for. */
  private static final Settings INITIAL = Settings.initial(Recipe.SETTINGS);

  private static final String MODEL = "model.npz";
  private static final String REPLAY = "replay.npz";
  private static final String HELD_OUT = "held_out.npz";
  private static final String AGENT = "agent.npz";

  void write(Path directory) throws IOException {
    SequencedMap<String, NpyArray> parameters = new LinkedHashMap<>();
    model.state().forEach((name, array) -> parameters.put(name, toNpy(array)));
    Npz.write(directory.resolve(MODEL), parameters);
    replay.save(directory.resolve(REPLAY));
    heldOut.save(directory.resolve(HELD_OUT));
    byte[] settings = settings().getBytes(StandardCharsets.UTF_8);
    double[] window = divergence.values();
    SequencedMap<String, NpyArray> agent = new LinkedHashMap<>();
    agent.put("recipe", new NpyArray.Bytes(new int[] {settings.length}, settings));
    agent.put("divergence", new NpyArray.Doubles(new int[] {window.length}, window));
    Npz.write(directory.resolve(AGENT), agent);
  }

  /**
   * Restores everything; a checkpoint of other settings, or whose episodes are damaged, is refused
   * before anything changes.
   *
   * @throws org.planetbench.agents.replay.DamagedEpisodeException if an episode is missing or torn
   */
  void read(Path directory) throws IOException {
    SequencedMap<String, NpyArray> agent = Npz.read(directory.resolve(AGENT));
    if (!(agent.get("recipe") instanceof NpyArray.Bytes(_, byte[] settings))
        || !(agent.get("divergence") instanceof NpyArray.Doubles(_, double[] window))) {
      throw new IOException(directory + ": expected a checkpoint of PlaNet, got other arrays");
    }
    requireSameSettings(directory, new String(settings, StandardCharsets.UTF_8));
    EpisodeReplay collected = replay.opened(directory.resolve(REPLAY));
    EpisodeReplay unlearned = heldOut.opened(directory.resolve(HELD_OUT));
    restore(model, directory);
    replay.become(collected);
    heldOut.become(unlearned);
    divergence.restore(window);
  }

  /** The model's part of it: parameters, Adam moments and update count. */
  static void restore(WorldModel model, Path directory) throws IOException {
    SequencedMap<String, NamedArray> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, NpyArray> entry : Npz.read(directory.resolve(MODEL)).entrySet()) {
      parameters.put(entry.getKey(), fromNpy(directory, entry.getKey(), entry.getValue()));
    }
    try {
      model.restore(parameters);
    } catch (IllegalArgumentException e) {
      throw new IOException(directory.resolve(MODEL) + ": " + e.getMessage(), e);
    }
  }

  private String settings() {
    StringBuilder lines = new StringBuilder();
    recipe.settings().forEach((key, value) -> lines.append(key + "=" + value + "\n"));
    return lines.toString();
  }

  private void requireSameSettings(Path directory, String saved) throws IOException {
    SequencedMap<String, String> expected = recipe.settings();
    SequencedMap<String, String> got = new LinkedHashMap<>(INITIAL.text());
    try {
      got.putAll(Settings.pairs(saved.lines().toArray(String[]::new)));
    } catch (IllegalArgumentException e) {
      throw new IOException(directory + ": settings of a checkpoint: " + e.getMessage(), e);
    }
    forgetUnused(expected);
    forgetUnused(got);
    for (String key : got.keySet()) {
      if (!got.get(key).equals(expected.get(key))) {
        throw new IOException(
            "%s: expected a checkpoint made with %s, got one made with %s; use those settings or another runs directory"
                .formatted(
                    directory,
                    expected.containsKey(key) ? key + "=" + expected.get(key) : "no setting " + key,
                    key + "=" + got.get(key)));
      }
    }
  }

  /**
   * Without an actor nothing depends on its sizes and constants; what is saved is read on every
   * backend; and the action repeat of the task, one of those of all domains, is in the run's
   * record.
   */
  private static void forgetUnused(SequencedMap<String, String> settings) {
    settings.remove(ModelSpec.BACKEND.key());
    settings.remove(ModelSpec.PRECISION.key());
    settings.keySet().removeIf(key -> key.startsWith(Recipe.ACTION_REPEAT));
    if (!Boolean.parseBoolean(settings.get(ActorSpec.SWITCH))) {
      ActorSpec.SETTINGS.stream()
          .map(Setting::key)
          .filter(key -> !key.equals(ActorSpec.SWITCH))
          .forEach(settings::remove);
    }
  }

  private static NpyArray toNpy(NamedArray array) {
    int[] shape = Arrays.stream(array.shape()).mapToInt(Math::toIntExact).toArray();
    return new NpyArray.Floats(shape, array.values());
  }

  private static NamedArray fromNpy(Path directory, String name, NpyArray array)
      throws IOException {
    if (!(array instanceof NpyArray.Floats(int[] shape, float[] data))) {
      throw new IOException(
          "%s: '%s': expected float32, got %s"
              .formatted(directory.resolve(MODEL), name, array.descriptor()));
    }
    return new NamedArray(Arrays.stream(shape).asLongStream().toArray(), data);
  }
}
