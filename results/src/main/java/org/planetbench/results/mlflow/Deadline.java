package org.planetbench.results.mlflow;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.planetbench.results.mlflow.TrackingException.Reason;

/**
 * Ends calls that would wait for ever: the MLflow client has no time-outs.
 *
 * <p>Hazard: a platform thread that reads from a silent socket can't be interrupted and would stay
 * for ever. A virtual thread can: the interrupt closes its socket, so that no call outlives its
 * deadline and nothing piles up.
 */
final class Deadline {
  private Deadline() {}

  /** The call's result; its own exception, unwrapped, if it fails in time. */
  static <T> T call(String what, Duration limit, Callable<T> call)
      throws TrackingException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual().name("mlflow: " + what).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TrackingException(
          Reason.UNREACHABLE, what + ": no answer within " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw Failures.translate(what, e.getCause() == null ? e : e.getCause());
    } finally {
      task.cancel(true); // also when this thread itself was interrupted
    }
  }
}
