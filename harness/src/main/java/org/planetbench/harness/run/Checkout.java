package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.results.reference.References;

/** The checkout that the program runs from. */
public record Checkout(Path home) {
  /** In a copy without git: the commit that it is of. */
  private static final String NOTE = "COMMIT";

  /** Of a commit. */
  public static final String UNKNOWN = "unknown";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The one that {@code harness/bench} names, otherwise the working directory. */
  public static Checkout ofThisProgram() {
    return new Checkout(
        Path.of(System.getProperty("planetbench.home", "")).toAbsolutePath().normalize());
  }

  /** The committed reference numbers. */
  public Path references() {
    return home.resolve(References.FOLDER);
  }

  /**
   * The commit, with {@code -dirty} where tracked files were changed. A copy without git, as in an
   * image, has it in a file. Otherwise {@code unknown}, and where git does not read it.
   */
  public String commit() {
    return noted()
        .or(
            () ->
                git("rev-parse", "HEAD")
                    .flatMap(
                        commit ->
                            git("status", "--porcelain", "--untracked-files=no")
                                .map(changes -> changes.isEmpty() ? commit : commit + "-dirty")))
        .orElse(UNKNOWN);
  }

  /**
   * A copy without git, as in an image, is of one commit for ever. What it runs would else be
   * recorded as of another.
   *
   * @throws BadInputException if it is of another one
   */
  public void requireCommit(String commit) {
    noted()
        .filter(own -> !own.equals(commit))
        .ifPresent(
            own -> {
              throw new BadInputException(
                  "expected the program of commit %s, which the cell was submitted by, got that of %s; submit with the image of that commit, or from a checkout of this one"
                      .formatted(commit, own));
            });
  }

  private Optional<String> noted() {
    try {
      return Optional.of(Files.readString(home.resolve(NOTE)).strip());
    } catch (IOException e) {
      return Optional.empty(); // a checkout
    }
  }

  /** One line for people where {@link #commit} is unknown though git keeps this checkout. */
  public Optional<String> remark(String commit) {
    if (!commit.equals(UNKNOWN) || !Files.exists(home.resolve(".git"))) {
      return Optional.empty();
    }
    String why =
        isInstalled("git")
            ? "git does not read it; git -C '%s' status says why".formatted(home)
            : "git is not installed here; with it the record says the commit";
    return Optional.of("The commit is recorded as unknown: " + why + ".");
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * Git reads no repository of another user, whose settings may name programs, unless told that it
   * is safe: this one is, since its programs are what runs here.
   */
  private Optional<String> git(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "safe.directory=" + home, "-C", home.toString()));
    command.addAll(List.of(arguments));
    try {
      return output(command, PATIENCE);
    } catch (IOException e) {
      return Optional.empty(); // no git on this machine, or no room for what it prints
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * What a command prints; empty if it fails, or takes longer. It prints to a file, which is whole
   * when the command ends; a pipe could be kept open by a child that it leaves behind.
   */
  static Optional<String> output(List<String> command, Duration longest)
      throws IOException, InterruptedException {
    Path printed = Files.createTempFile("bench-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(printed.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)
                && process.exitValue() == 0
            ? Optional.of(new String(Files.readAllBytes(printed), StandardCharsets.UTF_8).strip())
            : Optional.empty();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } finally {
      Files.delete(printed);
    }
  }
}
