package org.planetbench.harness.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.Agent;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.nn.torch.TorchException;
import org.planetbench.agents.planet.Agents;
import org.planetbench.agents.replay.DamagedEpisodeException;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Schedule.Stage;
import org.planetbench.results.run.CertificateHead;
import org.planetbench.results.run.LatencyStage;
import org.planetbench.results.run.Owner;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import org.planetbench.results.run.StageTimes;
import org.planetbench.results.run.certificate.Fingerprint;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.suites.MachineNotReadyException;

/**
 * The process of one cell: wires environment, agent and record together, resumes what is there,
 * runs the loop, and leaves a record that says how it ended, however it ended.
 */
public final class CellHost {
  /** A publisher, or who closes the record, has the run for moments. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CellSetting setting;
  private final RunFolder named;
  private final PrintStream out;
  private final PrintStream log;

  /** Held while the record is written, and for good once the process is going down. */
  private final ReentrantLock recording = new ReentrantLock();

  /** By the path that leads there as long as the run is this process's. */
  private RunFolder folder;

  private @Nullable RunRecord record;

  /**
   * @param out gets progress, for the parent
   * @param log gets what this process does to the run's files, for whoever wonders afterwards
   */
  public CellHost(CellSetting setting, Path runs, PrintStream out, PrintStream log) {
    this.setting = setting;
    this.named = RunFolder.at(runs.resolve(setting.spec().cell().id()));
    this.folder = named;
    this.out = out;
    this.log = log;
  }

  /**
   * Runs the cell to its end. A signal meanwhile leaves it interrupted and resumable.
   *
   * @return the exit code of its process
   */
  public int run() throws IOException, InterruptedException {
    Optional<RunClaim> claim = named.claim(PATIENCE);
    if (claim.isEmpty()) {
      return Executor.RUN_ELSEWHERE;
    }
    try (RunClaim held = claim.get()) {
      folder = held.folder();
      held.keep(() -> Runtime.getRuntime().halt(lost()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(held), "record-interrupt"));
      return run(held);
    }
  }

  /** What fails once the run was taken over has failed because of that. */
  private int run(RunClaim held) throws IOException {
    try {
      log("has the run, claimed %d times".formatted(held.generation()));
      return runClaimed(held).number();
    } catch (IOException | RuntimeException | Error e) {
      if (held.isHeld()) {
        throw e;
      }
      return lost();
    }
  }

  private int lost() {
    log("lost the run, which another process took over, and stops");
    return Executor.RUN_ELSEWHERE;
  }

  private ExitCode runClaimed(RunClaim held) throws IOException {
    try {
      runResumably();
      return ExitCode.SUCCESS;
    } catch (BadInputException | MachineNotReadyException e) {
      fail(held.plain(String.valueOf(e.getMessage())), e);
      throw e;
    } catch (OutOfMemoryError e) {
      String error = outOfMemory(e);
      fail(error, e);
      throw new IOException(error, e);
    } catch (TorchException e) {
      String error = GpuMemory.explained(e, setting);
      fail(held.plain(error), e);
      throw new IOException(error, e);
    } catch (IOException | RuntimeException | Error e) {
      fail(held.plain(ErrorLine.of(e)), e);
      throw e;
    }
  }

  /** Where that can't be recorded, as on a full disk, the cause is still what is told. */
  private void fail(String error, Throwable cause) {
    try {
      end(RunStatus.FAILED, Optional.of(error));
    } catch (IOException | RuntimeException | Error e) {
      cause.addSuppressed(e);
      log("cannot record that it failed: " + ErrorLine.of(e));
    }
  }

  /** Of the heap, as a rule; native code that gets no memory is often killed without a word. */
  private static String outOfMemory(OutOfMemoryError error) {
    return "out of memory (%s) with a heap of %dm; run the same command again with a larger %s, or %s, such as 3g; bench submit takes the variable, and a larger --memory where one was given"
        .formatted(
            error.getMessage(), Runtime.getRuntime().maxMemory() >> 20, Heap.OPTION, Heap.VARIABLE);
  }

  private void runResumably() throws IOException {
    List<String> findings = new ArrayList<>();
    List<Stage> program = setting.program();
    Checkpoints checkpoints =
        new Checkpoints(
            folder.checkpoint(),
            stage -> program.get(stage - 1) instanceof Stage.Checkpoint,
            setting.archived(),
            this::log);
    Optional<RunRecord> existing =
        folder.hasRecord() ? Optional.of(folder.readRecord()) : Optional.empty();
    existing.ifPresent(this::takeUp);
    if (existing.filter(run -> run.status() == RunStatus.FINISHED).isPresent()) {
      log("finds the run finished");
      return;
    }
    log("takes up the run");
    GpuMemory.require(setting);
    try (Environments environments = Environments.open(setting, setting.recipe().renderSize());
        Agent agent = agent(environments)) {
      Optional<LoopState> saved = load(existing, agent, checkpoints, findings);
      log("goes on from " + saved.map(s -> "stage " + s.nextStage()).orElse("the start"));
      Journal journal = journal(agent, existing.isPresent());
      boolean resumes = saved.isPresent() || !journal.isEmpty();
      record(warned(start(existing, resumes, Provenance.of(setting)), findings));
      LoopState state = saved.orElse(LoopState.START);
      RunMedia media = new RunMedia(folder, setting);
      CertificateHead certificate;
      try (CsvRunSink sink = CsvRunSink.resume(folder, state.position());
          ProgressFile file = ProgressFile.start(folder)) {
        new CellRunner(
                setting,
                agent,
                environments,
                sink,
                checkpoints,
                journal,
                film -> media.write(film, agent),
                progress -> {
                  file.accept(progress);
                  out.println(progress.toLine());
                })
            .run(state);
        certificate = sink.head();
      }
      media.writeLearningCurve();
      record(warned(current(), agent.warnings()).timed(latency()).certified(certificate));
      end(RunStatus.FINISHED, Optional.empty());
    }
  }

  /**
   * What was decided since the last checkpoint, in the first episode before there is any.
   *
   * @param ofThisRun else the decisions that are there are another's
   */
  private Journal journal(Agent agent, boolean ofThisRun) throws IOException {
    if (!agent.resumesWithinEpisodes()) {
      return Journal.NONE;
    }
    FileJournal journal = FileJournal.open(folder.file(FileJournal.FILE));
    if (!ofThisRun) {
      journal.clear();
    }
    return journal;
  }

  /** With warnings that are new. What was said before a kill stays. */
  private static RunRecord warned(RunRecord run, List<String> warnings) {
    return run.warned(
        Stream.concat(run.warnings().stream(), warnings.stream()).distinct().toList());
  }

  private SequencedMap<String, Double> latency() throws IOException {
    StageTimes times = new StageTimes();
    RunTable.LATENCY.rows(folder, Long.MAX_VALUE).forEach(times::add);
    return LatencyStage.summary(times, setting.controlPeriodMs());
  }

  /** From here on the record that is there is this run's: it says so, however early this ends. */
  private void takeUp(RunRecord found) {
    SuiteFolder.requireSame(folder, found, setting);
    recording.lock();
    try {
      record = found;
    } finally {
      recording.unlock();
    }
  }

  /**
   * From the newest whole checkpoint; damage is a finding. What is whole, by its hashes, and can't
   * be loaded belongs to something else.
   */
  private static Optional<LoopState> load(
      Optional<RunRecord> existing, Agent agent, Checkpoints checkpoints, List<String> findings)
      throws IOException {
    if (existing.isEmpty()) {
      checkpoints.removeAll(); // whosever they are, they are not this run's
      return Optional.empty();
    }
    Optional<LoopState> state =
        checkpoints
            .newest(
                directory -> {
                  try {
                    agent.load(directory);
                  } catch (DamagedEpisodeException e) {
                    throw e;
                  } catch (IOException e) {
                    throw new BadInputException(ErrorLine.of(e), e);
                  }
                },
                findings)
            .map(Checkpoints.Saved::state);
    if (state.isEmpty() && !findings.isEmpty()) {
      findings.add("no whole checkpoint was left: the run began anew");
    }
    return state;
  }

  private Agent agent(Environments environments) {
    return Agents.create(
        setting.variant(),
        setting.recipe(),
        setting.actionSpec(),
        new RandomStreams(setting.spec().cell().seed()),
        folder.file("episodes"),
        () -> environments.openSimulator(setting.spec().threads()));
  }

  private RunRecord start(
      Optional<RunRecord> existing, boolean resumes, SequencedMap<String, String> provenance) {
    if (existing.isPresent() && resumes) {
      RunRecord resumed = existing.get().resumed(provenance);
      return warned(resumed, Fingerprint.mixtures(resumed));
    }
    var spec = setting.spec();
    return RunRecord.started(
        new RunRecord.Identity(
            existing.map(RunRecord::runKey).orElseGet(() -> UUID.randomUUID().toString()),
            spec.cell().id(),
            spec.cell().task().id(),
            spec.cell().variant(),
            spec.cell().seed(),
            spec.recipe(),
            spec.profile(),
            spec.suiteId()),
        setting.settings(),
        provenance,
        Instant.now());
  }

  /** With time and process, so that it shows who else was at work. */
  private void log(String line) {
    log.printf("%s %s: %s%n", Instant.now(), Owner.here(), line);
  }

  private RunRecord current() {
    return Objects.requireNonNull(record, "no record yet");
  }

  private void record(RunRecord next) throws IOException {
    recording.lock();
    try {
      record = next;
      folder.writeRecord(next);
    } finally {
      recording.unlock();
    }
  }

  /**
   * A cell that failed before its run began has a record too; one that holds another run is left as
   * it is.
   */
  private void end(RunStatus status, Optional<String> error) throws IOException {
    if (record == null && folder.hasRecord()) {
      return;
    }
    RunRecord begun =
        record == null ? start(Optional.empty(), false, Provenance.ofMachine(setting)) : record;
    record(begun.ended(status, Instant.now(), error));
    log("ends: " + status.id());
  }

  /** In the shutdown hook: from here on nobody else writes the record. */
  private void interrupted(RunClaim held) {
    recording.lock();
    recordInterruption();
    try {
      held.close(); // or else a later process on another machine had to wait for silence
    } catch (IOException e) {
      System.err.println("cannot give the run back: " + e.getMessage());
    }
  }

  private void recordInterruption() {
    if (record != null && record.status() == RunStatus.RUNNING) {
      try {
        folder.writeRecord(record.ended(RunStatus.INTERRUPTED, Instant.now(), Optional.empty()));
        log("ends: " + RunStatus.INTERRUPTED.id());
      } catch (IOException e) {
        System.err.println("cannot record the interruption: " + e.getMessage());
      }
    }
  }
}
