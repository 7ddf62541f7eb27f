package org.planetbench.harness.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.planetbench.results.reference.References;

/** The checkout that the program runs from. */
public record Checkout(Path home) {
  private static final String UNKNOWN = "unknown";

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
   * The commit, with {@code -dirty} where tracked files were changed; {@code unknown} outside git.
   */
  public String commit() {
    String commit = git("rev-parse", "HEAD");
    if (commit.isEmpty()) {
      return UNKNOWN;
    }
    return git("status", "--porcelain", "--untracked-files=no").isEmpty()
        ? commit
        : commit + "-dirty";
  }

  private String git(String... arguments) {
    try {
      ProcessBuilder builder = new ProcessBuilder("git", "-C", home.toString());
      builder.command().addAll(List.of(arguments));
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : "";
    } catch (IOException e) {
      return ""; // no git on this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
