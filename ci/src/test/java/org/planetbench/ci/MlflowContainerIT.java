package org.planetbench.ci;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * With the server in a container, as {@code ci/images/build mlflow} makes it. Skipped, visibly,
 * without an engine or without the image; {@code -Dplanetbench.containers=required} makes that a
 * failure.
 */
@ExtendWith(MlflowContainerIT.Possible.class)
final class MlflowContainerIT extends MlflowRoundTripIT {
  private static final String IMAGE = "planet-bench/mlflow:latest";
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

  /** A condition of the class: an assumption in a method before all tests would go unseen. */
  static final class Possible implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (System.getProperty("planetbench.containers", "").equals("required")) {
        return ConditionEvaluationResult.enabled("required");
      }
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        return ConditionEvaluationResult.disabled("no Docker engine; see ci/docker-engine");
      }
      return hasImage()
          ? ConditionEvaluationResult.enabled("engine and image are there")
          : ConditionEvaluationResult.disabled("no " + IMAGE + "; see ci/images/build");
    }

    private static boolean hasImage() {
      return DockerClientFactory.lazyClient().listImagesCmd().exec().stream()
          .flatMap(image -> Arrays.stream(image.getRepoTags()))
          .anyMatch(IMAGE::equals);
    }
  }
}
