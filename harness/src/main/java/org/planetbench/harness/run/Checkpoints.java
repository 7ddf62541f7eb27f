package org.planetbench.harness.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: folders numbered by the stage they stand before, each whole or absent.
 * A checkpoint is written under a temporary name, flushed to the disk and moved; {@code loop.json}
 * holds the SHA-256 of every other file, so that a torn or altered one is recognised and the one
 * before it is used. The newest two are kept.
 */
final class Checkpoints {
  private static final String LOOP = "loop.json";
  private static final int KEPT = 2;

  private final Path directory;

  Checkpoints(Path directory) {
    this.directory = directory;
  }

  /** What writes an agent's files into a new, empty folder. */
  interface Content {
    void writeTo(Path directory) throws IOException;
  }

  /** A checkpoint that was found whole. */
  record Saved(Path directory, LoopState state) {}

  /** {@code loop.json}. */
  private record Manifest(LoopState state, SequencedMap<String, String> sha256) {}

  void save(LoopState state, Content content) throws IOException {
    Files.createDirectories(directory);
    Path target = directory.resolve(String.format(Locale.ROOT, "%08d", state.nextStage()));
    Path temporary = directory.resolve(target.getFileName() + ".tmp");
    delete(temporary);
    Files.createDirectory(temporary);
    content.writeTo(temporary);
    SequencedMap<String, String> hashes = hashes(temporary);
    Files.write(
        temporary.resolve(LOOP), new ObjectMapper().writeValueAsBytes(new Manifest(state, hashes)));
    for (Path file : files(temporary)) {
      flush(file);
    }
    delete(target);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    List<Path> old = folders();
    for (Path folder : old.subList(0, Math.max(0, old.size() - KEPT))) {
      delete(folder);
    }
  }

  /** The newest checkpoint that is whole; damaged ones are passed over and said. */
  Optional<Saved> newest(List<String> findings) throws IOException {
    for (Path folder : folders().reversed()) {
      try {
        Manifest manifest =
            new ObjectMapper().readValue(folder.resolve(LOOP).toFile(), Manifest.class);
        if (manifest.sha256().equals(hashes(folder))) {
          return Optional.of(new Saved(folder, manifest.state()));
        }
        findings.add(
            "checkpoint " + folder.getFileName() + " is damaged: a file differs from its SHA-256");
      } catch (JsonProcessingException e) {
        findings.add(
            "checkpoint " + folder.getFileName() + " is damaged: " + e.getOriginalMessage());
      } catch (java.io.FileNotFoundException e) {
        findings.add("checkpoint " + folder.getFileName() + " is damaged: " + LOOP + " is missing");
      }
    }
    return Optional.empty();
  }

  private List<Path> folders() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> path.getFileName().toString().matches("[0-9]{8}"))
          .sorted()
          .toList();
    }
  }

  private static SequencedMap<String, String> hashes(Path folder) throws IOException {
    SequencedMap<String, String> hashes = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      if (!name.equals(LOOP)) {
        hashes.put(name, sha256(file));
      }
    }
    return hashes;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
