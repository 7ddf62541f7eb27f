package org.planetbench.results.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.results.mlflow.MlflowServer.KnownRun;
import org.planetbench.results.mlflow.TrackingException.Reason;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunLock;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.csv.CertifiedRuns;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.results.run.file.MalformedFileException;
import org.planetbench.results.run.file.Sha256;

/** Brings the server's run up to date with one run folder: a single pass, from the cursor on. */
final class RunPublisher {
  private static final int ENTRIES_PER_CALL = 100;

  private final RunFolder folder;
  private final ServerAddress address;
  private final MlflowServer server;
  private final String experimentId;
  private final List<String> problems = new ArrayList<>();
  private Optional<String> left = Optional.empty();
  private long progress;

  RunPublisher(RunFolder folder, ServerAddress address, MlflowServer server, String experimentId) {
    this.folder = folder;
    this.address = address;
    this.server = server;
    this.experimentId = experimentId;
  }

  /** What the server refused, or could not store: told, and left to a later pass. */
  List<String> problems() {
    return problems;
  }

  /** Why something is left to send although nobody refused it. */
  Optional<String> left() {
    return left;
  }

  /** How often what is remembered of what was sent changed. */
  long progress() {
    return progress;
  }

  /**
   * Sends what is new. Returns whether nothing is left but what the run still has to write.
   *
   * @param verify whether to ask first if the server still has the run
   * @throws TrackingException if the server can't be reached; what was sent until then is
   *     remembered
   */
  boolean publish(boolean verify) throws IOException, InterruptedException {
    if (!folder.hasRecord()) {
      return true;
    }
    Optional<RunLock> lock = RunLock.tryAcquire(folder.file(".mlflow.lock"));
    if (lock.isEmpty()) {
      left = Optional.of("another command sends it just now");
      return false;
    }
    RunLock held = lock.get();
    try {
      RunRecord run = folder.readRecord();
      if (run.isAbridged()) {
        problems.add("not sent: it is an abridged copy; send the run that it was made of");
        return true;
      }
      Cursor cursor = Cursor.read(folder, address, run.runKey(), experimentId);
      try {
        if (verify && cursor.run.isPresent() && !server.isActive(cursor.run.get().id())) {
          if (sameRuns(run).isEmpty()) {
            problems.add(
                "its run was deleted in MLflow; restore it there, or remove " + Cursor.FILE);
            return true;
          }
          cursor.reset(); // another publisher made it, too, and took ours out
        }
        if (!isGenuine(run, cursor)) {
          return true;
        }
        publish(run, cursor);
      } catch (TrackingException e) {
        if (e.reason() != Reason.MISSING || cursor.run.isEmpty()) {
          throw e;
        }
        cursor.reset(); // the server lost the run: its database was made anew
        if (!isGenuine(run, cursor)) {
          return true;
        }
        publish(run, cursor);
      } finally {
        progress = cursor.saves();
      }
      return left.isEmpty();
    } finally {
      held.close();
    }
  }

  /**
   * Whether a run that ended is as it was certified: else the server would show it as if it were.
   * Looked at once, and again if its tables are no longer those that were sent.
   */
  private boolean isGenuine(RunRecord run, Cursor cursor) throws IOException {
    boolean told = RunDescription.status(run.status()).equals(cursor.status);
    if (run.certificate().isEmpty() || (told && tablesAreAsSent(cursor))) {
      return true;
    }
    try {
      CertifiedRuns.readGenuine(folder);
      return true;
    } catch (MalformedFileException e) {
      problems.add("not sent: " + e.getMessage());
      return false;
    }
  }

  private boolean tablesAreAsSent(Cursor cursor) throws IOException {
    for (RunTable<?> table : RunTable.ALL) {
      String sent = cursor.artifacts.get(table.fileName());
      if (sent != null && !sent.equals(Sha256.of(table.in(folder)))) {
        return false;
      }
    }
    return true;
  }

  private void publish(RunRecord run, Cursor cursor) throws IOException, InterruptedException {
    KnownRun known = requireRun(run, cursor);
    boolean ended = run.status() != RunStatus.RUNNING;
    if (!ended) {
      sendStatus(run, cursor, known); // a resumed run is shown as running again
    }
    sendParams(run, cursor, known);
    sendTags(RunDescription.tags(run), cursor, known);
    PointBatch batch = new PointBatch(server, known.id(), cursor);
    RunPoints points = new RowSender(folder, run.status(), cursor, batch).send(known.startMs());
    List<Dataset> datasets = points.datasets(run);
    sendDatasets(datasets, cursor, known);
    if (run.status() == RunStatus.FINISHED) {
      sendModel(run, points.lastEvaluation(), datasets, cursor, known);
    }
    if (ended) {
      sendArtifacts(cursor, known);
      sendRecord(run, cursor, known);
      sendStatus(run, cursor, known);
    }
  }

  /** One run per key: the one that is there, or a new one. */
  private KnownRun requireRun(RunRecord run, Cursor cursor)
      throws IOException, InterruptedException {
    if (cursor.run.isPresent()) {
      return cursor.run.get();
    }
    List<KnownRun> there = sameRuns(run);
    KnownRun known =
        there.isEmpty()
            ? server.createRun(
                experimentId,
                address.variables().namePrefix() + run.cell(),
                run.startedAt().toEpochMilli(),
                Map.of(RunDescription.RUN_KEY, run.runKey()))
            : there.getFirst();
    cursor.run = Optional.of(known);
    cursor.save();
    return known;
  }

  private List<KnownRun> sameRuns(RunRecord run) throws IOException, InterruptedException {
    return server.runs(experimentId, RunDescription.RUN_KEY, run.runKey());
  }

  /** A change of params is an error to the server; ours never change, so they are sent once. */
  private void sendParams(RunRecord run, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    if (cursor.paramsSent) {
      return;
    }
    boolean accepted = true;
    for (var part : RunDescription.parts(RunDescription.params(run), ENTRIES_PER_CALL)) {
      accepted &= tolerate(() -> server.logParams(known.id(), part));
    }
    if (accepted) { // else the next pass tries again, and tells it again
      cursor.paramsSent = true;
      cursor.save();
    }
  }

  private void sendTags(SequencedMap<String, String> tags, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    String digest = DigestUtils.sha256Hex(tags.toString());
    if (digest.equals(cursor.tagsDigest)) {
      return;
    }
    boolean accepted = true;
    for (var part : RunDescription.parts(tags, ENTRIES_PER_CALL)) {
      accepted &= tolerate(() -> server.logTags(known.id(), part));
    }
    if (accepted) {
      cursor.tagsDigest = digest;
      cursor.save();
    }
  }

  private void sendDatasets(List<Dataset> datasets, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    String digest = DigestUtils.sha256Hex(datasets.toString());
    if (!datasets.isEmpty()
        && !digest.equals(cursor.datasetsDigest)
        && tolerateOlder(known, () -> server.logDatasets(known.id(), datasets))) {
      cursor.datasetsDigest = digest;
      cursor.save();
    }
  }

  /**
   * @param returns of its last evaluation
   */
  private void sendModel(
      RunRecord run, List<Point> returns, List<Dataset> datasets, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    Optional<ModelEntry> model = cursor.modelSent ? Optional.empty() : ModelEntry.of(folder, run);
    if (model.isPresent()
        && tolerateOlder(known, () -> sendModel(model.get(), returns, datasets, cursor, known))) {
      cursor.modelSent = true;
      cursor.save();
    }
  }

  private void sendModel(
      ModelEntry model, List<Point> returns, List<Dataset> datasets, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    String id = server.requireModel(experimentId, known.id(), model);
    server.requireOutput(known.id(), id, cursor.updates);
    List<Dataset> evaluated =
        datasets.stream().filter(dataset -> dataset.context().equals("evaluation")).toList();
    if (evaluated.size() == 1 && !returns.isEmpty()) { // a set's mean is of no one dataset
      server.logMetrics(known.id(), returns, id, evaluated.getFirst());
    }
  }

  private void sendArtifacts(Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    for (Map.Entry<String, Path> file : Artifacts.of(folder).entrySet()) {
      try {
        sendArtifact(file.getKey(), file.getValue(), cursor, known);
      } catch (NoSuchFileException | FileNotFoundException e) {
        left = Optional.of(file.getKey() + " was moved or removed while it was sent");
      }
    }
  }

  private void sendArtifact(String name, Path file, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    String digest = Sha256.of(file);
    if (digest.equals(cursor.artifacts.get(name))) {
      return;
    }
    if (!known.takesFiles()) {
      if (!problems.contains(known.whyNoFiles())) { // of all files alike
        problems.add(known.whyNoFiles());
      }
      return;
    }
    if (tolerate(() -> server.putArtifact(known, name, file))) {
      cursor.artifacts.put(name, digest);
      cursor.save();
    }
  }

  /** Writes the server's id into the record, unless the cell is at work, and sends the record. */
  private void sendRecord(RunRecord run, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    if (!run.mlflowRunId().equals(Optional.of(known.id()))) {
      Optional<RunClaim> claim = folder.claim();
      if (claim.isPresent()) {
        try (RunClaim held = claim.get()) {
          held.folder().writeRecord(folder.readRecord().publishedAs(known.id()));
        }
      }
    }
    sendArtifact(RunFolder.RECORD, folder.file(RunFolder.RECORD), cursor, known);
  }

  private void sendStatus(RunRecord run, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    String status = RunDescription.status(run.status());
    if (status.equals(cursor.status) || (cursor.status.isEmpty() && status.equals("RUNNING"))) {
      return;
    }
    server.setStatus(known.id(), status, run.endedAt().map(Instant::toEpochMilli));
    if (run.status() != RunStatus.RUNNING) {
      settleTwins(run, cursor, known);
    }
    cursor.status = status;
    cursor.save();
  }

  /**
   * Leaves one run of our key. There are more where a server answered "create run" after our
   * deadline and made a run that we never heard of, or where two machines published copies of a run
   * at once. All publishers keep the one that the server names first, and fill it: whoever goes by
   * another order would take out what the other keeps.
   */
  private void settleTwins(RunRecord run, Cursor cursor, KnownRun known)
      throws IOException, InterruptedException {
    List<KnownRun> twins = sameRuns(run);
    if (!twins.isEmpty() && !twins.getFirst().id().equals(known.id())) {
      cursor.reset();
      cursor.run = Optional.of(twins.getFirst());
      cursor.save();
      publish(run, cursor);
      return;
    }
    for (KnownRun twin : twins) {
      if (!twin.id().equals(known.id())) {
        server.deleteRun(twin.id());
      }
    }
  }

  /** The same for what an older server does not have: without it there is nothing to tell. */
  private boolean tolerateOlder(KnownRun known, Request request)
      throws IOException, InterruptedException {
    try {
      return tolerate(request);
    } catch (TrackingException e) {
      if (e.reason() != Reason.MISSING || !server.isActive(known.id())) {
        throw e;
      }
      return true;
    }
  }

  private interface Request {
    void send() throws IOException, InterruptedException;
  }

  /** A refused request must not hold up the others. Returns whether it was accepted. */
  private boolean tolerate(Request request) throws IOException, InterruptedException {
    try {
      request.send();
      return true;
    } catch (TrackingException e) {
      if (e.reason() != Reason.REJECTED) {
        throw e;
      }
      problems.add(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
