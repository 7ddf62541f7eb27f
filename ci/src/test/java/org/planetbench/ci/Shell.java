package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands of the machine, in a folder, with nothing on standard input. */
final class Shell {
  /** Generous, for slow machines: a hang is what it catches. */
  private static final int PATIENCE_MINUTES = 10;

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();

  Shell(Path directory) {
    this.directory = directory;
  }

  Shell environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** What a command said and how it ended. */
  Bench.Ended run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(directory, "shell-", ".out");
    Path err = Files.createTempFile(directory, "shell-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertTrue(ended, () -> "still running: " + command);
    Bench.Ended result =
        new Bench.Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return result;
  }

  Bench.Ended run(String... command) throws IOException, InterruptedException {
    return run(List.of(command));
  }

  /** Standard output of a command that succeeds, without the last line's end. */
  String ask(String... command) throws IOException, InterruptedException {
    return run(command).requireExitCode(0).out().strip();
  }
}
