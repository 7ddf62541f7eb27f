package org.planetbench.results.run.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.Sha256;
import org.planetbench.results.run.media.Media;

/** Looks through the files of a run that are not tables: checkpoints, replay, media. */
final class FilesCheck {
  private static final String LOOP = "loop.json";
  private static final Pattern CHECKPOINT = Pattern.compile("[0-9]{8}");

  /** The first half of the file's SHA-256 is part of its name. */
  private static final Pattern EPISODE = Pattern.compile("episode-[0-9]{6}-([0-9a-f]{16})\\.npz");

  private final RunFolder folder;
  private final Findings findings;

  FilesCheck(RunFolder folder, Findings findings) {
    this.folder = folder;
    this.findings = findings;
  }

  void checkpointsAndEpisodes() throws IOException {
    for (Path entry : entries(folder.checkpoint())) {
      String name = entry.getFileName().toString();
      if (CHECKPOINT.matcher(name).matches()) {
        findings.looking(entry.resolve(LOOP), () -> checkpoint(entry));
      } else {
        findings.note(entry, RunsValidation.foreign(entry));
      }
    }
    episodes(folder.file("episodes"));
    episodes(folder.file("episodes").resolve("held_out"));
  }

  private void checkpoint(Path checkpoint) throws IOException {
    Path file = checkpoint.resolve(LOOP);
    ObjectNode loop = SchemaVersion.read(file);
    JsonNode hashes = loop.path("sha256");
    if (!hashes.isObject() || !loop.path("state").path("position").isObject()) {
      findings.error(file, "expected the keys state.position and sha256, got " + keys(loop));
      return;
    }
    for (Map.Entry<String, JsonNode> entry : hashes.properties()) {
      Path named = checkpoint.resolve(entry.getKey());
      if (!Files.isRegularFile(named)) {
        findings.error(named, "expected this file of the checkpoint, but it is missing");
      } else {
        String got = Sha256.of(named);
        if (!got.equals(entry.getValue().asText())) {
          findings.error(
              named, "expected the SHA-256 " + entry.getValue().asText() + ", got " + got);
        }
      }
    }
    for (Path entry : entries(checkpoint)) {
      String name = entry.getFileName().toString();
      if (!name.equals(LOOP) && !hashes.has(name)) {
        findings.error(entry, "expected the files that loop.json names, got another");
      }
    }
  }

  private static String keys(ObjectNode node) {
    return node.propertyStream().map(Map.Entry::getKey).toList().toString();
  }

  private void episodes(Path episodes) throws IOException {
    for (Path entry : entries(episodes)) {
      String name = entry.getFileName().toString();
      Matcher match = EPISODE.matcher(name);
      if (match.matches()) {
        findings.looking(entry, () -> episode(entry, match.group(1)));
      } else if (name.equals("new.npz")) {
        findings.note(entry, "half written when the run was killed; replaced when it goes on");
      } else if (!Files.isDirectory(entry)) {
        findings.note(entry, RunsValidation.foreign(entry));
      }
    }
  }

  private void episode(Path file, String expected) throws IOException {
    String got = Sha256.of(file);
    if (!got.startsWith(expected)) {
      findings.error(
          file,
          "damaged: expected a SHA-256 that begins with %s, as its name says, got %s"
              .formatted(expected, got.substring(0, expected.length())));
    }
  }

  /** The pictures of a finished run are there, and whole. */
  void media(List<String> names) {
    for (String name : names) {
      Path file = folder.media().resolve(name);
      Path before = folder.media().resolve(Media.EVALUATION_BEFORE);
      if (name.equals(Media.EVALUATION) && !Files.exists(file) && Files.exists(before)) {
        picture(before);
      } else if (!Files.isRegularFile(file)) {
        findings.error(file, "expected this picture of a finished run, but it is missing");
      } else {
        picture(file);
      }
    }
  }

  private void picture(Path file) {
    findings.looking(
        file,
        () -> {
          MediaKind kind = MediaKind.of(file);
          byte[] bytes = Files.readAllBytes(file);
          if (!kind.isWhole(bytes)) {
            findings.error(
                file,
                String.format(
                    Locale.ROOT,
                    "expected a whole %s, got %d bytes that are none",
                    kind,
                    bytes.length));
          }
        });
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }
}
