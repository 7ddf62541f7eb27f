package org.planetbench.ci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkout of a test's own: all is this checkout's, but {@code .bench} may be changed and gets an
 * MLflow server of its own.
 */
final class Home implements AutoCloseable {
  private final Path path;
  private final List<Path> links = new ArrayList<>();

  Home(Path path) throws IOException {
    this.path = path;
    Files.createDirectories(path.resolve(".bench"));
    for (String part : List.of("results", ".bench/venv", ".bench/mujoco", ".bench/suite")) {
      link(part);
    }
  }

  private void link(String part) throws IOException {
    Path target = Bench.checkout().resolve(part).toRealPath();
    links.add(Files.createSymbolicLink(path.resolve(part), target));
  }

  Path path() {
    return path;
  }

  /** Where {@code bench mlflow} keeps its data. */
  Path mlflow() {
    return path.resolve(".bench/mlflow");
  }

  /** Puts another file in libmujoco's place. */
  Path replaceSimulator() throws IOException {
    Path mujoco = path.resolve(".bench/mujoco");
    Files.delete(mujoco);
    links.remove(mujoco);
    Files.createDirectory(mujoco);
    return Files.writeString(mujoco.resolve("libmujoco.so.3.17.0"), "not a library");
  }

  /** Takes the links away: they are not the test's to follow. */
  @Override
  public void close() throws IOException {
    for (Path link : links) {
      Files.delete(link);
    }
  }
}
