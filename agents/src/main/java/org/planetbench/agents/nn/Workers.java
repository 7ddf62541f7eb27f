package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * A fixed number of threads that share numbered tasks: task i runs on thread i modulo threads, so
 * that who computes what never depends on timing.
 */
public final class Workers implements AutoCloseable {
  private final List<ExecutorService> threads = new ArrayList<>();
  private final Runnable onThread;
  private final boolean[] prepared; // each by its own thread

  /**
   * @param onThread what each thread does before its first task; if that fails, so does the task
   */
  public Workers(int count, Runnable onThread) {
    this.onThread = onThread;
    this.prepared = new boolean[count];
    for (int i = 0; i < count; i++) {
      String name = "model-" + i;
      threads.add(
          Executors.newSingleThreadExecutor(
              work -> Thread.ofPlatform().daemon().name(name).unstarted(work)));
    }
  }

  public int count() {
    return threads.size();
  }

  /** Runs tasks 0 .. count - 1 and returns when all are done. */
  public void run(int count, IntConsumer task) {
    int active = Math.min(count, threads.size());
    List<Future<?>> pending = new ArrayList<>(active);
    for (int t = 0; t < active; t++) {
      int thread = t;
      pending.add(
          threads
              .get(t)
              .submit(
                  () -> {
                    prepare(thread);
                    for (int i = thread; i < count; i += threads.size()) {
                      task.accept(i);
                    }
                  }));
    }
    pending.forEach(Workers::await);
  }

  private void prepare(int thread) {
    if (!prepared[thread]) {
      onThread.run();
      prepared[thread] = true;
    }
  }

  private static void await(Future<?> future) {
    boolean interrupted = false;
    while (true) {
      try {
        future.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // native work can't be abandoned: finish, then tell
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        if (e.getCause() instanceof Error cause) {
          throw cause;
        }
        throw new CancellationException(String.valueOf(e.getCause()));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::close);
  }
}
