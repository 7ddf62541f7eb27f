package org.planetbench.results.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.file.JsonFile;

/**
 * How far a run is: {@code progress.json} in its folder, which its process writes every few
 * seconds. It is for people who look on; nothing depends on it.
 *
 * @param doing what goes on, such as {@code collect} or {@code learn}
 * @param episode of {@code episodes} that were played, of whatever kind
 * @param episodeReturn of the last one; NaN before the first
 * @param fractionDone of the run's time, from 0 to 1
 * @param secondsLeft as measured so far; NaN while unknown
 */
public record RunProgress(
    String doing,
    int episode,
    int episodes,
    double episodeReturn,
    double fractionDone,
    double secondsLeft) {
  public void write(RunFolder folder) throws IOException {
    ObjectNode json = JsonFile.object();
    json.put("doing", doing).put("episode", episode).put("episodes", episodes);
    JsonFile.put(json, "episode_return", episodeReturn);
    JsonFile.put(json, "fraction_done", fractionDone);
    JsonFile.put(json, "seconds_left", secondsLeft);
    JsonFile.write(folder.file(RunFolder.PROGRESS), json);
  }

  /** Empty where there is none, or none that can be read. */
  static Optional<RunProgress> read(RunFolder folder) {
    Path file = folder.file(RunFolder.PROGRESS);
    try {
      ObjectNode json = Files.exists(file) ? JsonFile.read(file) : JsonFile.object();
      return json.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new RunProgress(
                  json.path("doing").asText(),
                  json.path("episode").asInt(),
                  json.path("episodes").asInt(),
                  json.path("episode_return").asDouble(Double.NaN),
                  json.path("fraction_done").asDouble(0),
                  json.path("seconds_left").asDouble(Double.NaN)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
