package org.planetbench.harness.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.agents.replay.DamagedEpisodeException;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.file.Sha256;
import org.planetbench.results.run.file.UnwritableFileException;

/**
 * The checkpoints of a run: folders numbered by the stage they stand before, each whole or absent.
 * {@code loop.json} holds the SHA-256 of every other file and of its own state, so that a torn or
 * altered checkpoint is recognised and the one before it is used. The newest two of the schedule
 * are kept, and those that it archives; one that was made in between goes as soon as there is a
 * newer one, so that what a finished run leaves does not depend on how long anything took.
 *
 * <p>A checkpoint is written under a temporary name; its files are flushed, then their folder, and
 * only then it is moved; the folder above is flushed before an older checkpoint is deleted. So a
 * whole checkpoint survives a power cut, too, unless the disk loses what it reported as written.
 *
 * <p>What is read is the newest from then on: those that were passed over go, before anything else
 * of the run goes back to where it was then. Else one whose episode is played again, and so made
 * whole, would come back beside tables that don't know it yet.
 */
public final class Checkpoints {
  private static final String LOOP = "loop.json";
  private static final int KEPT = 2;
  private static final ObjectMapper STATE =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private final Path directory;
  private final IntPredicate scheduled;
  private final Set<Integer> archived;
  private final Consumer<String> told;

  /**
   * @param scheduled whether the schedule has a checkpoint that stands before this stage
   * @param archived stages whose checkpoints stay
   * @param told is told what is done here, a line before and after
   */
  Checkpoints(
      Path directory, IntPredicate scheduled, Set<Integer> archived, Consumer<String> told) {
    this.directory = directory;
    this.scheduled = scheduled;
    this.archived = Set.copyOf(archived);
    this.told = told;
  }

  /** To look at. */
  private Checkpoints(Path directory) {
    this(directory, stage -> true, Set.of(), line -> {});
  }

  /** From where a run can go on: another list whenever it came further, or went back. */
  public static List<String> reached(RunFolder run) throws IOException {
    List<String> reached = new ArrayList<>();
    for (Path folder : new Checkpoints(run.checkpoint()).folders()) {
      reached.add(folder.getFileName().toString());
    }
    Path journal = run.file(FileJournal.FILE);
    reached.add(Files.exists(journal) ? Long.toString(Files.size(journal)) : "none");
    return reached;
  }

  /** All that are whole, oldest first; nothing is changed. Those that are damaged are left out. */
  public static List<Saved> whole(Path directory) throws IOException {
    List<Saved> whole = new ArrayList<>();
    for (Path folder : new Checkpoints(directory).folders()) {
      try {
        whole.add(new Saved(folder, check(folder)));
      } catch (DamagedException e) {
        // The run goes on from another one, too.
      }
    }
    return whole;
  }

  /** What writes an agent's files into a new, empty folder. */
  interface Content {
    void writeTo(Path directory) throws IOException;
  }

  /**
   * What reads them again, all or nothing.
   *
   * <p>It may find that the checkpoint needs more than its own files, and that this is damaged.
   */
  interface Reader {
    void readFrom(Path directory) throws IOException;
  }

  /** A checkpoint that was found whole. */
  public record Saved(Path directory, LoopState state) {}

  /**
   * Adds a checkpoint.
   *
   * @throws UnwritableFileException if the disk is full or the like; the older ones stay
   */
  void save(LoopState state, Content content) throws IOException {
    AtomicFile.createFolder(directory);
    Path target = directory.resolve(String.format(Locale.ROOT, "%08d", state.nextStage()));
    told.accept("writes checkpoint " + target.getFileName());
    Path temporary = directory.resolve(target.getFileName() + ".tmp");
    try {
      AtomicFile.deleteFolder(temporary);
      Files.createDirectory(temporary);
      content.writeTo(temporary);
      JsonFile.write(temporary.resolve(LOOP), manifest(state, hashes(temporary)));
      for (Path file : files(temporary)) {
        flush(file, StandardOpenOption.WRITE);
      }
      flush(temporary, StandardOpenOption.READ);
      AtomicFile.deleteFolder(target); // a damaged one, which was passed over
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      flush(directory, StandardOpenOption.READ);
      removeOld();
      told.accept("checkpoint " + target.getFileName() + " is whole");
    } catch (MalformedFileException | UnwritableFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnwritableFileException(target, e);
    }
  }

  private void removeOld() throws IOException {
    List<Path> newestFirst = folders().reversed();
    int kept = 0;
    for (Path folder : newestFirst) {
      int stage = Integer.parseInt(folder.getFileName().toString());
      boolean isOfTheNewest =
          scheduled.test(stage) ? kept++ < KEPT : folder.equals(newestFirst.getFirst());
      if (!isOfTheNewest && !archived.contains(stage)) {
        AtomicFile.deleteFolder(folder);
      }
    }
  }

  private static ObjectNode manifest(LoopState state, Map<String, String> hashes) {
    ObjectNode manifest = JsonFile.object();
    manifest.put("schema_version", RunRecord.SCHEMA_VERSION);
    manifest.set("state", STATE.valueToTree(state));
    manifest.put("state_sha256", sha256(state));
    ObjectNode files = manifest.putObject("sha256");
    hashes.forEach(files::put);
    return manifest;
  }

  /**
   * Reads the newest checkpoint that is whole; damaged ones are passed over, said and removed, and
   * so is what a kill left half-written. The caller has the run's lock.
   *
   * @return empty if there is no whole one, and then nothing was read
   * @throws MalformedFileException if a newer planet-bench wrote one
   */
  Optional<Saved> newest(Reader reader, List<String> findings) throws IOException {
    for (Path folder : folders().reversed()) {
      try {
        LoopState state = check(folder);
        reader.readFrom(folder);
        removeAllAfter(folder.getFileName().toString());
        return Optional.of(new Saved(folder, state));
      } catch (DamagedException | DamagedEpisodeException e) {
        findings.add(
            "checkpoint %s is damaged: %s".formatted(folder.getFileName(), e.getMessage()));
      }
    }
    removeAll();
    return Optional.empty();
  }

  /** For a run that begins anew. */
  void removeAll() throws IOException {
    removeAllAfter("");
  }

  private void removeAllAfter(String name) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path left : entries("[0-9]{8}\\.tmp")) {
      told.accept("removes " + left.getFileName() + ", which a kill left half-written");
      AtomicFile.deleteFolder(left);
    }
    for (Path passed : folders()) {
      if (passed.getFileName().toString().compareTo(name) > 0) {
        told.accept("removes checkpoint " + passed.getFileName() + ", which was passed over");
        AtomicFile.deleteFolder(passed);
      }
    }
    removeOld(); // which a kill may have kept from going
    flush(directory, StandardOpenOption.READ);
  }

  /** A checkpoint that is not as it was written. */
  private static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
      super(message);
    }
  }

  private static LoopState check(Path folder) throws IOException, DamagedException {
    ObjectNode manifest = manifest(folder.resolve(LOOP));
    Map<String, String> expected = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : manifest.path("sha256").properties()) {
      expected.put(entry.getKey(), entry.getValue().asText());
    }
    Map<String, String> found = hashes(folder);
    for (Map.Entry<String, String> file : expected.entrySet()) {
      String hash = found.get(file.getKey());
      if (hash == null) {
        throw new DamagedException(file.getKey() + " is missing");
      }
      if (!hash.equals(file.getValue())) {
        throw new DamagedException(file.getKey() + " differs from its SHA-256");
      }
    }
    if (!found.keySet().equals(expected.keySet())) {
      throw new DamagedException(
          "expected the files " + expected.keySet() + ", got " + found.keySet());
    }
    return state(manifest);
  }

  private static ObjectNode manifest(Path file) throws IOException, DamagedException {
    if (Files.notExists(file)) {
      throw new DamagedException(LOOP + " is missing");
    }
    if (!Files.isReadable(file)) { // nothing is known of it, so that it is not removed
      throw new AccessDeniedException(file.toString());
    }
    ObjectNode manifest;
    try {
      manifest = JsonFile.read(file);
    } catch (MalformedFileException e) {
      throw new DamagedException(LOOP + ": " + e.problem());
    }
    SchemaVersion.requireKnown(file, manifest.path("schema_version"));
    return manifest;
  }

  private static LoopState state(ObjectNode manifest) throws DamagedException {
    try {
      LoopState state = STATE.treeToValue(manifest.path("state"), LoopState.class);
      if (state != null && sha256(state).equals(manifest.path("state_sha256").asText())) {
        return state;
      }
      throw new DamagedException(LOOP + " differs from its SHA-256");
    } catch (JsonProcessingException e) {
      throw new DamagedException(LOOP + ": " + e.getOriginalMessage());
    }
  }

  private List<Path> folders() throws IOException {
    return entries("[0-9]{8}");
  }

  private List<Path> entries(String name) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(path -> path.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  private static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (Path file : files(folder)) {
      String name = file.getFileName().toString();
      if (!name.equals(LOOP)) {
        hashes.put(name, Sha256.of(file));
      }
    }
    return hashes;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static String sha256(LoopState state) {
    try {
      return DigestUtils.sha256Hex(STATE.writeValueAsBytes(state));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void flush(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    }
  }
}
