package org.planetbench.results.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunLock;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.certificate.CertifiedRun;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.file.AtomicFile;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * Runs whose bits are the reference: the folder {@code own-bits}, with the record, the certificate
 * and the tables of each, so that {@code bench verify} reads them like any other run.
 */
public final class BlessedRuns {
  public static final String FAMILY = "own-bits";

  private BlessedRuns() {}

  /** None if nothing was blessed. */
  public static List<CertifiedRun> read(Path references) throws IOException {
    Path runs = references.resolve(FAMILY);
    return Files.isDirectory(runs) ? all(runs) : List.of();
  }

  /** All runs of a folder with their certificates; rows are read when they are asked for. */
  public static List<CertifiedRun> all(Path runs) throws IOException {
    List<CertifiedRun> all = new ArrayList<>();
    for (RunFolder folder : RunFolder.list(runs)) {
      all.add(CertifiedRuns.read(folder));
    }
    return all;
  }

  /**
   * What the bits of a folder can be held against, and what not.
   *
   * @param runs finished and as they were certified
   * @param others why the run of each other cell doesn't count
   */
  public record Counted(List<CertifiedRun> runs, SequencedMap<String, String> others) {
    public Counted {
      runs = List.copyOf(runs);
      others = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(others));
    }
  }

  /** Of a folder that may not be there. */
  public static Counted countable(Path runs) throws IOException {
    List<CertifiedRun> whole = new ArrayList<>();
    SequencedMap<String, String> others = new LinkedHashMap<>();
    if (!Files.isDirectory(runs)) {
      return new Counted(whole, others);
    }
    for (RunFolder folder : RunFolder.list(runs)) {
      try {
        if (folder.readRecord().status() == RunStatus.FINISHED) {
          whole.add(CertifiedRuns.readVouchedFor(folder));
        } else {
          others.put(folder.cell(), RunScores.UNFINISHED);
        }
      } catch (MalformedFileException e) {
        others.put(folder.cell(), RunScores.withRemedy(e));
      }
    }
    return new Counted(whole, others);
  }

  /**
   * Puts the runs of a folder in the place of those that were blessed before; one process at a time
   * does.
   *
   * @param dirty whether runs of a checkout with changes are taken, which nobody can make again
   * @return what each certificate was and is, one line each
   * @throws IllegalArgumentException for runs that are no reference: unfinished, of a dirty
   *     checkout, of another backend than the CPU's reference, not as certified, or resumed on
   *     another machine
   */
  public static List<String> bless(Path runs, Path references, String reason, boolean dirty)
      throws IOException, InterruptedException {
    Blessing.requireReason(reason);
    List<RunFolder> folders = RunFolder.list(runs);
    Blessing.requireFinished(folders);
    if (folders.isEmpty()) {
      throw new IllegalArgumentException("expected finished runs, found none");
    }
    List<CertifiedRun> now = all(runs);
    for (CertifiedRun run : now) {
      requireReference(run, dirty);
    }
    try (RunLock _ = RunLock.toWrite(references)) {
      List<String> moved = moved(read(references), now);
      String before = Changes.before(references, FAMILY);
      replace(folders, references.resolve(FAMILY));
      Changes.add(references, FAMILY, before, reason.strip(), moved);
      return moved;
    }
  }

  private static void requireReference(CertifiedRun run, boolean dirty) throws IOException {
    String cell = run.record().cell();
    Blessing.requireCommitted(cell, Blessing.commit(run.record()), dirty);
    Blessing.requireReferenceBackend(run.record());
    List<String> problems = Verification.of(run).problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(cell + ": " + problems.getFirst());
    }
    Blessing.requireOneMaking(run.record());
  }

  private static List<String> moved(List<CertifiedRun> old, List<CertifiedRun> now) {
    List<String> lines = new ArrayList<>();
    for (CertifiedRun run : now) {
      String cell = run.record().cell();
      String was = end(old, cell);
      String is = end(now, cell);
      if (!was.equals(is)) {
        lines.add("%s: %s -> %s".formatted(cell, was, is));
      }
    }
    for (CertifiedRun run : old) {
      String cell = run.record().cell();
      if (end(now, cell).equals("none")) {
        lines.add("%s: %s -> none".formatted(cell, end(old, cell)));
      }
    }
    return lines;
  }

  /** Where a cell's certificate ends. */
  private static String end(List<CertifiedRun> runs, String cell) {
    return runs.stream()
        .filter(run -> run.record().cell().equals(cell))
        .flatMap(run -> run.record().certificate().stream())
        .map(head -> String.format(Locale.ROOT, "%s after %d rows", head.brief(), head.rows()))
        .findFirst()
        .orElse("none");
  }

  /** Copies what is needed beside, then puts it in place. */
  private static void replace(List<RunFolder> folders, Path family) throws IOException {
    Path made = family.resolveSibling("." + FAMILY + ".new");
    AtomicFile.deleteFolder(made);
    for (RunFolder from : folders) {
      RunFolder to = RunFolder.create(made, from.cell());
      Files.copy(from.file(RunFolder.RECORD), to.file(RunFolder.RECORD));
      for (RunTable<?> table : RunTable.ALL) {
        Files.copy(table.in(from), table.in(to));
      }
    }
    Path before = family.resolveSibling("." + FAMILY + ".old");
    AtomicFile.deleteFolder(before);
    if (Files.exists(family)) {
      Files.move(family, before, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(made, family, StandardCopyOption.ATOMIC_MOVE);
    AtomicFile.deleteFolder(before);
  }
}
