package org.planetbench.results.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.file.AtomicFile;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RunClaimTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path runs;
  private RunFolder folder;

  @BeforeEach
  void makeTheRun() throws IOException {
    folder = RunFolder.create(runs, "cell");
  }

  /** A process on another machine, of which nothing can be known here. */
  private static Owner on(String host) {
    return new Owner(host, "boot of " + host, "pid", 12, 34, Optional.empty(), Instant.EPOCH);
  }

  private ClaimFolder from(String host, Duration stale) {
    return new ClaimFolder(folder.path(), on(host), stale);
  }

  private RunClaim claimedBy(String host) throws IOException {
    return from(host, MINUTE).take().orElseThrow();
  }

  /** Its last sign of life is so old now. */
  private void silence(Duration age) throws IOException {
    FileTime then = FileTime.from(Instant.now().minus(age));
    for (Path sign : entries()) {
      if (sign.toString().endsWith(".json")) {
        Files.setLastModifiedTime(sign, then);
      }
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder.file(".claim"))) {
      return entries.sorted().toList();
    }
  }

  @Test
  void onlyOneHolderPerProcess() throws IOException {
    RunClaim claim = folder.claim().orElseThrow();
    assertTrue(folder.claim().isEmpty());
    assertEquals(Optional.of("this process"), folder.runner());
    claim.close();
    assertEquals(Optional.empty(), folder.runner());
    try (RunClaim second = folder.claim().orElseThrow()) {
      assertEquals(2, second.generation());
    }
    assertEquals(List.of(folder.file(".claim/2.free")), entries());
  }

  /** As a cell that is stopped while it writes a checkpoint: the folders above are made with it. */
  @Test
  void foldersThatALateOwnerMakesDoNotKeepTheRun() throws IOException {
    RunClaim claim = folder.claim().orElseThrow();
    Path late = claim.folder().path();
    claim.close();
    Files.createDirectories(late.resolve("checkpoint"));
    assertEquals(Optional.empty(), folder.runner());
    RunClaim next = folder.claim().orElseThrow();
    Files.createDirectories(late.resolve("checkpoint"));
    assertTrue(next.isHeld());
    assertEquals(Optional.of("this process"), folder.runner());
    next.close();
    folder.claim().orElseThrow().close();
    assertEquals(List.of(folder.file(".claim/3.free")), entries());
  }

  /** As a claim that somebody's hand has damaged. To look is not to give a sign. */
  @Test
  void anOwnerThatNothingIsKnownOfKeepsItForAWhile() throws IOException {
    claimedBy("n1");
    Path held = entries().stream().filter(Files::isDirectory).findFirst().orElseThrow();
    for (Path entry : entries()) {
      if (entry.toString().endsWith(".json")) {
        Files.delete(entry);
      }
    }
    FileTime then = FileTime.from(Instant.now().minus(MINUTE.dividedBy(2)));
    Files.setLastModifiedTime(held, then);
    for (int look = 0; look < 2; look++) {
      Claimant claimant = from("n2", MINUTE).look().orElseThrow();
      assertEquals(then.toInstant(), claimant.lastSign());
      assertEquals(Claimant.Standing.PERHAPS_ALIVE, claimant.standing());
    }
    Files.setLastModifiedTime(held, FileTime.from(Instant.now().minus(MINUTE.multipliedBy(2))));
    from("n2", MINUTE).take().orElseThrow().close();
  }

  /** Through a link it is another path, and the same run. */
  @Test
  void aLinkedFolderHasTheSameClaim() throws IOException {
    RunFolder linked = RunFolder.at(Files.createSymbolicLink(runs.resolve("link"), folder.path()));
    try (RunClaim claim = folder.claim().orElseThrow()) {
      assertTrue(linked.claim().isEmpty());
      assertEquals(Optional.of("this process"), linked.runner());
      assertEquals("cell", claim.folder().cell());
    }
    linked.claim().orElseThrow().close();
  }

  @Test
  void lookingWhoHasItTakesNothingAndWritesNothing() throws IOException {
    assertEquals(Optional.empty(), folder.runner());
    assertTrue(Files.notExists(folder.file(".claim")));
    RunClaim elsewhere = claimedBy("n1");
    List<Path> before = entries();
    assertEquals(Optional.of("process 12 on host n1"), folder.runner());
    assertEquals(before, entries());
    assertTrue(elsewhere.isHeld());
  }

  @Test
  void waitsForAWhile() throws Exception {
    RunClaim claim = folder.claim().orElseThrow();
    assertTrue(folder.claim(Duration.ofMillis(50)).isEmpty());
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<Optional<RunClaim>> waiting = other.submit(() -> folder.claim(MINUTE));
      Thread.sleep(100); // it has tried by then, in vain
      claim.close();
      waiting.get().orElseThrow().close();
    }
  }

  @Test
  void anOwnerElsewhereKeepsItAsLongAsItGivesSigns() throws IOException {
    RunClaim first = claimedBy("n1");
    assertTrue(from("n2", MINUTE).take().isEmpty());
    silence(Duration.ofMinutes(2));
    first.giveSign();
    assertTrue(from("n2", MINUTE).take().isEmpty());
    silence(Duration.ofMinutes(2));
    assertEquals(Claimant.Standing.STALE, from("n2", MINUTE).look().orElseThrow().standing());
    try (RunClaim second = from("n2", MINUTE).take().orElseThrow()) {
      assertEquals(2, second.generation());
      assertTrue(second.isHeld());
      assertFalse(first.isHeld());
      assertEquals(Optional.of("process 12 on host n2"), folder.runner());
    }
  }

  /** As of a file server that does not answer for a while. */
  @Test
  void anErrorIsNoTakeOver() throws IOException {
    try (RunClaim claim = claimedBy("n1")) {
      Path claims = folder.file(".claim");
      Path away = Files.move(claims, runs.resolve("away"));
      Files.createSymbolicLink(claims, claims); // whatever is asked beyond it fails
      assertTrue(claim.isHeld());
      Files.delete(claims);
      assertFalse(claim.isHeld());
      Files.move(away, claims);
      assertTrue(claim.isHeld());
    }
  }

  /** A clock that goes ahead by a day has seen no silence. */
  @Test
  void silenceIsMeasuredByTheFileSystemsClockAlone() throws IOException {
    claimedBy("n1");
    Claimant seen = from("n2", MINUTE).look().orElseThrow();
    assertEquals(Claimant.Standing.PERHAPS_ALIVE, seen.standing());
    Path probe = Files.createFile(runs.resolve("probe"));
    Duration age = Duration.between(seen.lastSign(), Files.getLastModifiedTime(probe).toInstant());
    assertTrue(!age.isNegative() && age.compareTo(MINUTE) < 0, age::toString);
  }

  /** What a process does that was paused right there, and goes on now. */
  private interface Deed {
    void done() throws IOException;
  }

  @Test
  void whatAnOwnerDoesAfterItLostTheRunChangesNothing() throws IOException {
    RunClaim late = claimedBy("n1");
    RunFolder its = late.folder();
    Files.writeString(its.file("episodes.csv"), "header\n1\n");
    Files.createDirectories(its.file("episodes"));
    Files.writeString(its.file("episodes/new.npz"), "half");
    try (FileChannel open = FileChannel.open(its.file("episodes.csv"), StandardOpenOption.APPEND)) {
      silence(Duration.ofMinutes(2));
      RunClaim owner = from("n2", MINUTE).take().orElseThrow();
      AtomicFile.write(owner.folder().file("run.json"), "of the owner");
      open.write(ByteBuffer.wrap("late\n".getBytes(StandardCharsets.UTF_8)));
      List<Deed> deeds =
          List.of(
              () -> AtomicFile.write(its.file("run.json"), "late"),
              () -> Files.delete(its.file("run.json")),
              () -> Files.move(its.file("run.json"), its.file("gone.json")),
              () -> Files.writeString(its.file("episodes.csv"), "late"),
              () -> Files.readString(its.file("episodes.csv")));
      for (Deed deed : deeds) {
        assertThrows(IOException.class, deed::done);
      }
      Files.createDirectories(its.file("episodes")); // makes the whole path anew
      Files.writeString(its.file("run.json"), "late, beside the run");
      assertFalse(late.isHeld());
      late.close();
      assertTrue(owner.isHeld());
      assertEquals("of the owner", Files.readString(folder.file("run.json")));
      assertEquals("header\n1\n", Files.readString(folder.file("episodes.csv")));
      assertTrue(Files.notExists(folder.file("episodes/new.npz")), "half-written by the first");
      assertEquals(Optional.of("process 12 on host n2"), folder.runner());
      owner.close();
    }
    try (RunClaim next = folder.claim().orElseThrow()) {
      assertEquals(3, next.generation());
      assertEquals(2, entries().size(), "what the late one made is still there");
    }
  }

  /** A lost node may come back, and write what its system still held. */
  @Test
  void soDoesOneThatASchedulerCallsDead() throws IOException {
    RunClaim late = ofAttempt("n1", 0).take().orElseThrow();
    Files.writeString(late.folder().file("episodes.csv"), "header\n1\n");
    try (FileChannel open =
        FileChannel.open(late.folder().file("episodes.csv"), StandardOpenOption.APPEND)) {
      try (RunClaim owner = ofAttempt("n2", 1).take().orElseThrow()) {
        open.write(ByteBuffer.wrap("late\n".getBytes(StandardCharsets.UTF_8)));
        assertTrue(owner.isHeld());
        assertEquals("header\n1\n", Files.readString(folder.file("episodes.csv")));
      }
    }
    late.close();
  }

  private ClaimFolder ofAttempt(String host, int restarts) {
    Owner owner =
        new Owner(
            host,
            "boot of " + host,
            "pid",
            12,
            34,
            Optional.of(new SlurmJob("17", restarts)),
            Instant.EPOCH);
    return new ClaimFolder(folder.path(), owner, MINUTE);
  }

  /** Each takes over what has been silent, or was just given back. */
  @Test
  void ofManyWhoClaimItAtOnceOneGetsIt() throws Exception {
    int processes = 8;
    for (int round = 0; round < 30; round++) {
      CyclicBarrier together = new CyclicBarrier(processes);
      List<Future<Optional<RunClaim>>> tries = new ArrayList<>();
      try (ExecutorService workers = Executors.newFixedThreadPool(processes)) {
        for (int process = 0; process < processes; process++) {
          ClaimFolder mine = from("n" + process, MINUTE);
          tries.add(
              workers.submit(
                  () -> {
                    together.await();
                    return mine.take();
                  }));
        }
      }
      List<RunClaim> owners = new ArrayList<>();
      for (Future<Optional<RunClaim>> tried : tries) {
        tried.get().ifPresent(owners::add);
      }
      assertEquals(1, owners.size());
      assertEquals(round + 1, owners.getFirst().generation());
      if (round % 2 == 0) {
        owners.getFirst().close();
      } else {
        silence(Duration.ofMinutes(2));
      }
    }
  }

  /** A clock that ran ahead, and was set back since: its owner would have given a sign by now. */
  @Test
  void aSignOfTheFutureIsAsOldAsOneOfThePast() throws IOException {
    claimedBy("n1");
    silence(Duration.ofHours(-2));
    assertEquals(Claimant.Standing.STALE, from("n2", MINUTE).look().orElseThrow().standing());
    silence(Duration.ofSeconds(-20));
    assertEquals(
        Claimant.Standing.PERHAPS_ALIVE, from("n2", MINUTE).look().orElseThrow().standing());
  }

  @Test
  void aProcessOfThisMachineKeepsItUntilItIsGone() throws Exception {
    try (Other other = Other.start(folder, "stays")) {
      assertEquals("has it", other.said());
      assertTrue(folder.claim().isEmpty());
      silence(Duration.ofDays(1)); // as after a laptop's sleep
      assertTrue(folder.claim().isEmpty());
      String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      assertEquals(
          Optional.of("process " + other.process.pid() + " on host " + host), folder.runner());
    }
    folder.claim().orElseThrow().close();
  }

  /** SIGSTOP with the new content half written, before the rename. */
  @Test
  void aPausedProcessThatWakesUpCannotRenameAnyMore() throws Exception {
    try (Other other = Other.start(folder, "writes")) {
      assertEquals("has it", other.said());
      assertEquals("writes", other.said());
      other.signal("STOP");
      RunClaim owner = awaitTakeOver();
      AtomicFile.write(owner.folder().file("run.json"), "of the owner");
      other.signal("CONT");
      other.goOn();
      assertEquals("refused", other.said());
      assertEquals("of the owner", Files.readString(folder.file("run.json")));
      assertTrue(owner.isHeld());
      owner.close();
    }
  }

  @Test
  void aPausedProcessThatWakesUpStops() throws Exception {
    try (Other other = Other.start(folder, "beats")) {
      assertEquals("has it", other.said());
      other.signal("STOP");
      RunClaim owner = awaitTakeOver();
      other.signal("CONT");
      assertEquals("lost it", other.said());
      owner.close();
    }
  }

  private RunClaim awaitTakeOver() throws IOException, InterruptedException {
    ClaimFolder claims = from("n2", Duration.ofSeconds(1));
    Optional<RunClaim> taken = claims.take();
    while (taken.isEmpty()) {
      Thread.sleep(20);
      taken = claims.take();
    }
    return taken.get();
  }

  /** Another process that claims the run, as on this machine or on another. */
  private record Other(Process process, BufferedReader out) implements AutoCloseable {
    static Other start(RunFolder folder, String deed) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Process process =
          new ProcessBuilder(
                  java,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Program.class.getName(),
                  folder.path().toString(),
                  deed)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Other(process, process.inputReader(StandardCharsets.UTF_8));
    }

    String said() throws IOException {
      return String.valueOf(out.readLine());
    }

    void goOn() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }

    void signal(String name) throws IOException, InterruptedException {
      // The shell's own: a program of that name is in a package that a new Debian lacks.
      Process kill =
          new ProcessBuilder("bash", "-c", "kill -" + name + " " + process.pid()).start();
      assertEquals(0, kill.waitFor());
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  /** What the other process does. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      Path run = Path.of(args[0]);
      Owner self = args[1].equals("stays") ? Owner.here() : on("n1");
      RunClaim claim = new ClaimFolder(run, self, MINUTE).take().orElseThrow();
      System.out.println("has it");
      switch (args[1]) {
        case "writes" -> write(claim);
        case "beats" -> claim.keep(Duration.ofMillis(100), () -> System.out.println("lost it"));
        default -> {}
      }
      Thread.sleep(MINUTE);
    }

    private static void write(RunClaim claim) {
      try {
        AtomicFile.write(
            claim.folder().file("run.json"),
            out -> {
              System.out.println("writes");
              System.in.read();
              out.write('x');
            });
        System.out.println("written");
      } catch (IOException e) {
        System.out.println("refused");
      }
    }
  }
}
