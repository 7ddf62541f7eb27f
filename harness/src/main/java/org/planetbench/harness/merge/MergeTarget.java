package org.planetbench.harness.merge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.run.SuiteFolder;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunLock;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.SchemaVersion;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.UnwritableFileException;
import org.planetbench.results.run.validation.Expectation;
import org.planetbench.results.run.validation.RunsValidation;

/**
 * The folder that runs are merged into. Copies are made and checked in {@code .merge}, and get
 * their names once all are there, by one rename each; a run that is replaced waits in {@code
 * .merge/replaced} until then.
 */
final class MergeTarget {
  /** What a run's processes keep for themselves, and a copy is none of. */
  private static final Set<String> OF_A_PROCESS = Set.of(".claim", ".lock", ".mlflow.lock");

  private static final String STAGING = ".merge";
  private static final String LOCK = ".merge.lock";

  private final Path into;
  private final Path staging;
  private final Path replaced;

  MergeTarget(Path into) {
    this.into = into;
    this.staging = into.resolve(STAGING);
    this.replaced = staging.resolve("replaced");
  }

  /** Whether a merge left it, which was killed or is at work. */
  static boolean isOwn(Path entry) {
    return Set.of(STAGING, LOCK, RunsValidation.MERGED).contains(entry.getFileName().toString());
  }

  void take(
      List<MergedCell> cells, List<Path> sources, String commit, Expectation.Source expectations)
      throws IOException {
    boolean isNew = Files.notExists(into);
    try {
      AtomicFile.createFolder(into);
      try (RunLock _ = lock()) {
        putBack();
        try {
          AtomicFile.deleteFolder(staging);
          requireSpace(cells);
          for (MergedCell cell : cells) {
            copy(cell.kept(), expectations);
          }
          for (MergedCell cell : cells) { // one may have begun while others were copied
            FoundRun.requireIdle(RunFolder.at(into.resolve(cell.id())));
          }
          record(cells, sources, commit);
          for (MergedCell cell : cells) {
            move(cell.id());
          }
        } finally {
          putBack();
          AtomicFile.deleteFolder(staging);
        }
      }
    } catch (UnwritableFileException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } finally {
      if (isNew) {
        removeIfEmpty();
      }
    }
  }

  private RunLock lock() throws IOException {
    Path file = into.resolve(LOCK);
    return RunLock.tryAcquire(file)
        .orElseThrow(
            () ->
                new BadInputException(
                    "--into: %s merges into %s just now; wait for it, or stop it"
                        .formatted(RunLock.holder(file), into)));
  }

  /** A kill may have come between the two renames of a replacement. */
  private void putBack() throws IOException {
    for (Path old : entries(replaced)) {
      Path place = into.resolve(old.getFileName());
      if (Files.notExists(place)) {
        Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private void requireSpace(List<MergedCell> cells) throws IOException {
    long needed = 0;
    for (MergedCell cell : cells) {
      for (Path file : files(cell.kept().folder().path())) {
        needed += Files.size(file);
      }
    }
    long free = Files.getFileStore(into).getUsableSpace();
    if (needed > free) {
      throw new BadInputException(
          "--into: expected %d MB of free space in %s, got %d MB; nothing was merged"
              .formatted(needed / 1_000_000 + 1, into, free / 1_000_000));
    }
  }

  private void copy(FoundRun run, Expectation.Source expectations) throws IOException {
    Path from = run.folder().path();
    Path to = staging.resolve(run.record().cell());
    for (Path file : files(from)) {
      Path copy = to.resolve(from.relativize(file));
      AtomicFile.createFolder(copy.resolveSibling(""));
      try {
        Files.copy(file, copy);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ)) {
          channel.force(true);
        }
      } catch (IOException e) {
        throw new UnwritableFileException(copy, e);
      }
    }
    RunFolder copied = RunFolder.at(to);
    new FoundRun(into, copied, copied.readRecord()).requireWhole(expectations);
  }

  /** All that belongs to a run, without what its processes keep or left half-written. */
  private static List<Path> files(Path run) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        run,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return OF_A_PROCESS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (attributes.isRegularFile()
                && !OF_A_PROCESS.contains(name)
                && !name.endsWith(".tmp")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files.stream().sorted().toList();
  }

  /** Gives the copy of a cell's run its name. */
  private void move(String cell) throws IOException {
    Path place = into.resolve(cell);
    try {
      if (Files.exists(place)) {
        AtomicFile.createFolder(replaced);
        Files.move(place, replaced.resolve(cell), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(staging.resolve(cell), place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UnwritableFileException(place, e);
    }
  }

  /** Says in {@code merged.json}, after what is there, where each run comes from. */
  private void record(List<MergedCell> cells, List<Path> sources, String commit)
      throws IOException {
    Path file = into.resolve(RunsValidation.MERGED);
    ObjectNode merged = Files.exists(file) ? SchemaVersion.read(file) : JsonFile.object();
    merged.put("schema_version", RunRecord.SCHEMA_VERSION);
    ObjectNode merge = merged.withArray("/merges").addObject();
    merge.put("at", Instant.now().toString());
    merge.put("commit", commit);
    ArrayNode from = merge.putArray("from");
    sources.forEach(source -> from.add(source.toString()));
    ArrayNode runs = merge.putArray("runs");
    for (MergedCell cell : cells) {
      ObjectNode run = runs.addObject();
      describe(run, cell.kept());
      ArrayNode equal = run.putArray("equal");
      for (FoundRun other : cell.equal()) {
        ObjectNode described = equal.addObject();
        describe(described, other);
        ObjectNode provenance = described.putObject("provenance");
        for (Map.Entry<String, String> fact : other.record().provenance().entrySet()) {
          provenance.put(fact.getKey(), fact.getValue());
        }
      }
      ArrayNode leftOut = run.putArray("left_out");
      cell.leftOut().forEach(other -> describe(leftOut.addObject(), other));
    }
    suite(sources); // by which a folder is one of runs, should a kill come now
    JsonFile.write(file, merged);
  }

  private static void describe(ObjectNode node, FoundRun run) {
    RunRecord record = run.record();
    node.put("cell", record.cell());
    node.put("from", run.runs().toString());
    node.put("run_key", record.runKey());
    node.put("suite_id", record.suiteId());
    node.put("status", record.status().id());
    Optional<CertificateHead> head = record.certificate();
    head.ifPresent(certificate -> node.put("certificate", certificate.digest()));
  }

  /** A new folder is found in MLflow by the id of the first source. */
  private void suite(List<Path> sources) throws IOException {
    Path file = into.resolve(SuiteFolder.FILE);
    for (Path source : sources) {
      Path given = source.resolve(SuiteFolder.FILE);
      if (Files.exists(given)) {
        JsonFile.create(file, SchemaVersion.read(given));
        return;
      }
    }
  }

  private void removeIfEmpty() throws IOException {
    if (entries(into).stream().allMatch(MergeTarget::isOwn)) {
      AtomicFile.deleteFolder(into);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
