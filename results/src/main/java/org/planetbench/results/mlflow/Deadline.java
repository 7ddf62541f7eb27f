package org.planetbench.results.mlflow;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends requests that would go on for ever: the JDK's own time-out ends with the first byte of an
 * answer, and an answer may never end.
 */
final class Deadline {
  private Deadline() {}

  /**
   * The request's result; its own exception, unwrapped, if it fails in time.
   *
   * @throws TimeoutException if there was no whole answer in time
   */
  static <T> T call(Duration limit, Callable<T> request)
      throws IOException, InterruptedException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(request);
    Thread.ofVirtual().name("mlflow-request").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
    } finally {
      task.cancel(true); // closes its connection; also when this thread itself was interrupted
    }
  }
}
