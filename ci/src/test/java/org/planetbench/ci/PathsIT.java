package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planetbench.results.run.RunFolder;

/**
 * A checkout and runs below folders whose names have all that names can have, started as by cron or
 * in a container: from an environment without a locale.
 */
final class PathsIT {
  /** Each would break one of bash, find, a class path, a URI, a pattern or a line. */
  private static final List<String> ODD_NAMES =
      List.of("é 日本", "a b'c", "50%25#?;&=,@", "[x]*{y,z}$(touch owned)!`~", "-n", " a\ttab ");

  private static final List<String> PARTS =
      List.of("pom.xml", "harness", "suites", "agents", "results", "ci/gates", "ci/gate.sh");

  @TempDir private Path directory;
  private final List<Path> links = new ArrayList<>();

  /** What they lead to is the checkout's. */
  @AfterEach
  void takeLinksAway() throws IOException {
    for (Path link : links) {
      Files.delete(link);
    }
  }

  /** A copy of what the program is made of, with what runs in this test as its build. */
  private Path copyOfCheckout(Path folder) throws IOException, InterruptedException {
    for (String part : PARTS) {
      copy(Bench.checkout().resolve(part), folder.resolve(part));
    }
    Path app = Files.createDirectories(folder.resolve(".bench/app/built"));
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (entry.endsWith(".jar")) {
        Path jar = Path.of(entry);
        link(app.resolve(jar.getFileName()), jar);
      }
    }
    for (String part : List.of("venv", "mujoco", "suite", "simulator.sha256")) {
      link(
          folder.resolve(".bench").resolve(part), Bench.checkout().resolve(".bench").resolve(part));
    }
    Files.createDirectories(folder.resolve("harness/target"));
    Files.writeString(folder.resolve("harness/target/bench.build"), "built\n");
    return folder;
  }

  /** Our own jars are copies: Java follows links before it opens a jar. */
  private void link(Path link, Path original) throws IOException {
    if (original.startsWith(Bench.checkout()) && Files.isRegularFile(original)) {
      Files.copy(original, link);
    } else {
      links.add(Files.createSymbolicLink(link, original.toRealPath()));
    }
  }

  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    Files.createDirectories(to.resolveSibling("."));
    new Shell(Path.of(System.getProperty("java.io.tmpdir")))
        .run("cp", "-a", from.toString(), to.toString())
        .requireExitCode(0);
    if (Files.isDirectory(to.resolve("target"))) {
      new Shell(to).run("rm", "-r", "target").requireExitCode(0);
    }
  }

  private static Bench.Ended withoutLocale(Path folder, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("env", "-i"));
    Stream.of("PATH", "HOME", "JAVA_HOME", "MAVEN_ARGS")
        .filter(name -> System.getenv(name) != null)
        .forEach(name -> all.add(name + "=" + System.getenv(name)));
    all.addAll(List.of("LC_ALL=C", "MLFLOW_TRACKING_URI=none"));
    all.addAll(
        List.of("bash", "-c", "exec \"$@\"", "bash")); // env takes a path with = for a variable
    all.addAll(List.of(command));
    return new Shell(folder).run(all);
  }

  private Path odd(Path folder) throws IOException {
    Path odd = folder;
    for (String name : ODD_NAMES) {
      odd = odd.resolve(name);
    }
    return Files.createDirectories(odd);
  }

  /** As another user, whose it isn't: also where this user is root. */
  private static Bench.Ended withoutTheRightToWrite(Path home, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
    }
    command.add(home.resolve("harness/bench").toString());
    command.addAll(List.of(arguments));
    return new Shell(home).environment("MLFLOW_TRACKING_URI", "").run(command);
  }

  @Test
  void aSharedCheckoutServesThoseWhoMayNotWriteIt() throws IOException, InterruptedException {
    Path home = copyOfCheckout(directory.resolve("shared"));
    Path venv = home.resolve(".bench/venv");
    Files.delete(venv);
    links.remove(venv);
    Path python = Files.createDirectories(venv.resolve("bin")).resolve("python");
    Files.createSymbolicLink(python, Path.of("/gone/python3.11"));
    Shell shell = new Shell(home);
    shell.run("chmod", "a-w", ".bench").requireExitCode(0);
    try {
      withoutTheRightToWrite(home, "list", "recipes").requireExitCode(0);
      Files.writeString(home.resolve("harness/target/bench.build"), "another\n");
      withoutTheRightToWrite(home, "list", "recipes")
          .requireExitCode(4)
          .requireErr("can't run " + python + " -> /gone/python3.11")
          .requireErr("build: missing or not of this version: ")
          .requireErr("cannot write " + home.resolve(".bench"));
    } finally {
      shell.run("chmod", "u+w", ".bench").requireExitCode(0);
    }
  }

  /** Git takes this one for another's, as it does where a folder is shared. */
  @Test
  void recordsTheCommitOfACheckoutOfAnotherUser() throws IOException, InterruptedException {
    Path home = copyOfCheckout(directory.resolve("shared"));
    Files.writeString(home.resolve("nothing.yaml"), Bench.COUNTING);
    Shell shell = new Shell(home);
    shell.ask("git", "init", "--quiet");
    String author = "-c user.name=one -c user.email=one@localhost";
    shell.ask(("git " + author + " commit --quiet --allow-empty -m one").split(" "));
    String commit = shell.ask("git", "rev-parse", "HEAD");
    Shell another =
        shell
            .environment("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
            .environment("MLFLOW_TRACKING_URI", "none");
    another.run("git", "rev-parse", "HEAD").requireErr("detected dubious ownership");
    another.ask("harness/bench run --profile nothing.yaml --runs runs".split(" "));
    RunFolder run = RunFolder.at(home.resolve("runs/dummy_counting-random-s1"));
    assertEquals(commit, run.readRecord().provenance().get("commit"));
  }

  @Test
  void worksWhateverFoldersAreCalled() throws IOException, InterruptedException {
    Path home = copyOfCheckout(odd(directory).resolve("checkout"));
    Files.writeString(home.resolve("nothing.yaml"), Bench.COUNTING);
    Path runs = Files.createDirectories(odd(home).resolve("\"🐋:\\\n ").resolve("runs"));
    String bench = home.resolve("harness/bench").toString();
    withoutLocale(
            home,
            bench,
            "run",
            "--profile",
            "nothing.yaml",
            "--seed",
            "1",
            "--runs",
            runs.toString())
        .requireExitCode(0)
        .requireOut("Report  " + runs.resolve("report/index.html"));
    assertTrue(Files.exists(runs.resolve("dummy_counting-random-s1/run.json")));
    // relative, from within, through every name
    withoutLocale(runs, bench, "report", "--runs", ".", "--out", "again").requireExitCode(0);
    assertTrue(Files.exists(runs.resolve("again/index.html")));
    withoutLocale(home, bench, "report", "--runs", runs.toString()).requireExitCode(0);
    withoutLocale(home, bench, "verify", "--runs", runs.toString()).requireExitCode(0);
    withoutLocale(
            home,
            home.resolve("ci/gate.sh").toString(),
            "--gates",
            "bits",
            "--bits",
            "--profile nothing.yaml --cell dummy_counting-random-s1",
            "--out",
            runs.resolve("gate").toString())
        .requireExitCode(3)
        .requireOut("bits, dummy_counting-random-s1: missing reference");
    assertTrue(Files.exists(runs.resolve("gate/junit.xml")));
    try (Stream<Path> tree = Files.walk(directory)) {
      assertFalse(tree.anyMatch(path -> path.endsWith("owned")), "a name was run as a command");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "a:b | has a ':', which parts a Java class path",
        "a\"b | has a '\"', a '\\' or a line's end, which Maven takes for something else",
        "a\\b | has a '\"', a '\\' or a line's end, which Maven takes for something else",
        "a! | has a name that ends in '!', which parts the address of a file in a jar",
        "a🐋 | has a character beyond U+FFFF, which a Java class path cannot have"
      })
  void saysWhichNamesOfACheckoutAreImpossible(String name, String why)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(directory.resolve(name));
    copy(Bench.checkout().resolve("harness/bench"), home.resolve("harness/bench"));
    copy(Bench.checkout().resolve("harness/setup"), home.resolve("harness/setup"));
    String bench = home.resolve("harness/bench").toString();
    Bench.Ended ended = withoutLocale(directory, bench, "list", "tasks").requireExitCode(4);
    assertEquals(
        """
        bench: checkout: %s %s
        bench: remedy: move it, or clone the project anew, to a folder without such a name
        """
            .formatted(home, why),
        ended.err());
    withoutLocale(directory, bench, "doctor")
        .requireExitCode(4)
        .requireOut("missing  checkout   " + home + " " + why);
  }

  @Test
  void refusesBytesThatJavaCannotRead() throws IOException, InterruptedException {
    String latin1 = "exec \"$0\" list $'caf\\xe9'";
    String bench = Bench.checkout().resolve("harness/bench").toString();
    withoutLocale(directory, "bash", "-c", latin1, bench)
        .requireExitCode(2)
        .requireErr("bench: expected UTF-8, got $'caf\\351'");
  }

  @Test
  void aJvmThatDoesNotStartIsNoRegression() throws IOException, InterruptedException {
    Path home = copyOfCheckout(directory.resolve("home"));
    String bench = home.resolve("harness/bench").toString();
    withoutLocale(home, bench, "list", "profiles").requireExitCode(0);
    withoutLocale(home, "env", "JAVA_TOOL_OPTIONS=-Xnone", bench, "list", "profiles")
        .requireExitCode(4)
        .requireErr("Java does not start: ")
        .requireErr("Unrecognized option: -Xnone")
        .requireErr("remedy: ");
    withoutLocale(home, "env", "JDK_JAVA_OPTIONS=-Xnone", bench, "doctor")
        .requireExitCode(4)
        .requireOut("missing  start      Java does not start: ");
    withoutLocale(home, bench, "list", "profiles").requireExitCode(0);
  }
}
