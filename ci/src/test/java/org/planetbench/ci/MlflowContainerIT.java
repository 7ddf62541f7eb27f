package org.planetbench.ci;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** With the server in a container, as {@code ci/images/build mlflow} makes it. */
@NeedsImage(MlflowContainerIT.IMAGE)
final class MlflowContainerIT extends MlflowRoundTripIT {
  static final String IMAGE = "planet-bench/mlflow:latest";
  private static final int PORT = 5000;

  private final GenericContainer<?> container =
      new GenericContainer<>(DockerImageName.parse(IMAGE))
          .withImagePullPolicy(name -> false) // it is nowhere but here
          .withExposedPorts(PORT)
          .waitingFor(Wait.forHttp("/health").withStartupTimeout(Duration.ofMinutes(3)));

  MlflowContainerIT() {
    container.start();
  }

  @Override
  URI server() {
    return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
  }

  @AfterAll
  void stop() {
    container.stop();
  }
}
