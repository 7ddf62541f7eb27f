package org.planetbench.ci;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * On tests that run an image that {@code ci/images/build} makes. They are skipped, visibly, without
 * an engine or without the image; {@code -Dplanetbench.containers=required} makes that a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsImage.Possible.class)
@interface NeedsImage {
  /** Its name. */
  String value();

  /** A condition of the class: an assumption in a method before all tests would go unseen. */
  final class Possible implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (System.getProperty("planetbench.containers", "").equals("required")) {
        return ConditionEvaluationResult.enabled("required");
      }
      String image = context.getRequiredTestClass().getAnnotation(NeedsImage.class).value();
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        return ConditionEvaluationResult.disabled("no Docker engine; see ci/docker-engine");
      }
      return isThere(image)
          ? ConditionEvaluationResult.enabled("engine and image are there")
          : ConditionEvaluationResult.disabled("no " + image + "; see ci/images/build");
    }

    private static boolean isThere(String image) {
      return DockerClientFactory.lazyClient().listImagesCmd().exec().stream()
          .flatMap(found -> Arrays.stream(found.getRepoTags()))
          .anyMatch(image::equals);
    }
  }
}
