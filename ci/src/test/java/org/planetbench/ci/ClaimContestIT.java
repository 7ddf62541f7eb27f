package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunClaim;
import org.planetbench.results.run.RunFolder;

/**
 * Two processes that claim a run at the same moment, again and again, whatever state its last owner
 * left it in. {@code ci/claim-contests} repeats it often, and on NFS, where each sees the folder
 * through a mount point of its own.
 */
final class ClaimContestIT {
  private static final int CONTESTS = Integer.getInteger("planetbench.claim.contests", 40);
  private static final Optional<Path> OUT =
      Optional.ofNullable(System.getProperty("planetbench.claim.out")).map(Path::of);
  private static final String TOKEN = "0123456789abcdef";
  private static final long HEAD_START_NANOS = 2_000_000;

  /** How the contestants find the run. */
  private enum Left {
    NEVER_CLAIMED,
    GIVEN_BACK,
    /** By a process of this machine that is no more. */
    KILLED,
    /** By a process of another machine, without a sign of life for six minutes. */
    SILENT
  }

  @TempDir private Path directory;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void neverHasARunTwoOwners() throws IOException, InterruptedException {
    List<String> rows = hold(CONTESTS, directory, directory);
    if (OUT.isPresent()) {
      Files.write(OUT.get(), rows);
    }
  }

  /**
   * Where no test runner is at hand.
   *
   * @param args the number of contests, the folder as each of the processes sees it, the file to
   *     write
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Files.write(
        Path.of(args[3]), hold(Integer.parseInt(args[0]), Path.of(args[1]), Path.of(args[2])));
  }

  /** What each contest came to, as lines of a table. */
  private static List<String> hold(int contests, Path firstFolder, Path secondFolder)
      throws IOException, InterruptedException {
    List<String> rows = new ArrayList<>(List.of("contest,left,owners,first_wins"));
    try (Contestant first = Contestant.start(firstFolder);
        Contestant second = Contestant.start(secondFolder)) {
      for (int contest = 0; contest < contests; contest++) {
        Left left = Left.values()[contest % Left.values().length];
        String name = "run-" + contest;
        RunFolder run = RunFolder.create(firstFolder, name);
        second.ask("look\t" + name); // what it remembers of the folder will not be true
        assertEquals("looked", second.said());
        leave(run, left);
        String start = name + "\t" + (System.nanoTime() + HEAD_START_NANOS);
        first.ask(start);
        second.ask(start);
        boolean firstWins = first.said().equals("has it");
        boolean secondWins = second.said().equals("has it");
        int owners = (firstWins ? 1 : 0) + (secondWins ? 1 : 0);
        assertEquals(1, owners, "owners in contest " + contest + " over a run " + left);
        Contestant winner = firstWins ? first : second;
        RunFolder won = RunFolder.at(winner.folder().resolve(name));
        assertEquals(winner.name(), Bench.text(won.file("owner.txt")));
        first.ask("give back");
        second.ask("give back");
        assertEquals("gave back", first.said());
        assertEquals("gave back", second.said());
        assertEquals(Optional.empty(), won.runner());
        rows.add(
            new StringJoiner(",")
                .add(Integer.toString(contest))
                .add(left.name().toLowerCase(Locale.ROOT))
                .add(Integer.toString(owners))
                .add(Boolean.toString(firstWins))
                .toString());
      }
    }
    return rows;
  }

  private static void leave(RunFolder run, Left left) throws IOException {
    switch (left) {
      case NEVER_CLAIMED -> {}
      case GIVEN_BACK -> run.claim().orElseThrow().close();
      case KILLED -> leaveOwner(run, "\"process\": " + Integer.MAX_VALUE, Duration.ZERO);
      case SILENT -> leaveOwner(run, "\"host\": \"elsewhere\"", Duration.ofMinutes(6));
    }
  }

  /** As this process would leave it, but for one key. */
  private static void leaveOwner(RunFolder run, String other, Duration age) throws IOException {
    Path sign = run.file(".claim").resolve(TOKEN + ".json");
    try (RunClaim claim = run.claim().orElseThrow();
        Stream<Path> entries = Files.list(run.file(".claim"))) {
      assertTrue(claim.isHeld());
      Path own = entries.filter(Files::isRegularFile).findFirst().orElseThrow();
      String key = other.substring(0, other.indexOf(':'));
      Files.writeString(sign, Bench.text(own).replaceFirst(key + ": [^,]*", other));
    }
    Files.setLastModifiedTime(sign, FileTime.from(Instant.now().minus(age)));
    Files.move(run.file(".claim/1.free"), run.file(".claim").resolve("2-" + TOKEN));
  }

  /**
   * Another process that claims when it is told to.
   *
   * @param folder of the runs, as it sees it
   */
  private record Contestant(Path folder, Process process, BufferedReader out, PrintStream in)
      implements AutoCloseable {
    static Contestant start(Path folder) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String classPath = System.getProperty("java.class.path");
      Process process =
          new ProcessBuilder(java, "-cp", classPath, Program.class.getName(), folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Contestant(
          folder,
          process,
          process.inputReader(StandardCharsets.UTF_8),
          new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8));
    }

    void ask(String line) {
      in.println(line);
    }

    String said() throws IOException {
      return String.valueOf(out.readLine());
    }

    String name() {
      return "process " + process.pid();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** What a contestant does. */
  static final class Program {
    private Program() {}

    /**
     * @param args the folder of runs
     */
    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      Optional<RunClaim> claim = Optional.empty();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("give back")) {
          if (claim.isPresent()) {
            claim.get().close();
          }
          System.out.println("gave back");
          continue;
        }
        String[] asked = line.split("\t", -1);
        if (asked[0].equals("look")) {
          System.out.println(RunFolder.at(folder.resolve(asked[1])).runner().orElse("looked"));
          continue;
        }
        while (System.nanoTime() < Long.parseLong(asked[1])) {
          Thread.onSpinWait();
        }
        claim = RunFolder.at(folder.resolve(asked[0])).claim();
        if (claim.isPresent()) {
          String name = "process " + ProcessHandle.current().pid();
          Files.writeString(claim.get().folder().file("owner.txt"), name);
        }
        System.out.println(claim.isPresent() ? "has it" : "lost");
      }
    }
  }
}
