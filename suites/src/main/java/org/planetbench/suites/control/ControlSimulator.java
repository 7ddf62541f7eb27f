package org.planetbench.suites.control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.planetbench.suites.Simulator;
import org.planetbench.suites.TaskInfo;

/**
 * Rolls candidates out on copies of an environment's simulation, one copy for each thread.
 *
 * <p>Every candidate starts from a copy of the whole simulation (mj_copyData: state, warm start,
 * and all that was derived from them), so its return does not depend on who computes it, after
 * what. The model is shared: nothing writes to it but the reset of an episode, and the making of a
 * camera, and both are the environment's thread's, which waits while others simulate.
 */
final class ControlSimulator implements Simulator {
  /** Candidates that a thread takes at a time: so few that no thread waits long for another. */
  private static final int CHUNK = 8;

  private final ControlEnvironment environment;
  private final TaskInfo info;
  private final int actionRepeat;
  private final List<Worker> workers = new ArrayList<>();

  ControlSimulator(
      ControlEnvironment environment, TaskDefinition definition, int actionRepeat, int threads) {
    Simulator.requireCounts(actionRepeat, threads);
    requireUsable(environment);
    this.environment = environment;
    this.info = definition.info();
    this.actionRepeat = actionRepeat;
    try {
      for (int i = 0; i < threads; i++) {
        workers.add(new Worker(i, environment.physics(), definition));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public int actionSize() {
    return info.actions();
  }

  @Override
  public void rollOut(
      float[] actions, int horizon, int candidates, double discount, double[] returns) {
    int size = info.actions();
    if (actions.length < horizon * candidates * size || returns.length < candidates) {
      throw new IllegalArgumentException(
          "%s: expected actions [%d, %d, %d] and %d returns, got %d and %d numbers"
              .formatted(
                  info.id(),
                  horizon,
                  candidates,
                  size,
                  candidates,
                  actions.length,
                  returns.length));
    }
    if (workers.isEmpty()) {
      throw new IllegalStateException(info.id() + ": the simulator is closed");
    }
    requireUsable(environment);
    int stepsLeft = environment.environmentStepsLeft();
    Job job =
        new Job(actions, horizon, candidates, discount, returns, stepsLeft, new AtomicInteger());
    List<Future<?>> pending = new ArrayList<>();
    workers.forEach(worker -> pending.add(worker.begin(job)));
    awaitAll(pending);
  }

  /** Before other threads copy from it without any check: it is open, and this thread's. */
  private static void requireUsable(ControlEnvironment environment) {
    var _ = environment.time();
  }

  /** Throws the first worker's failure, with the others', once none of them uses the arrays. */
  private static void awaitAll(List<Future<?>> pending) {
    Throwable first = null;
    for (Future<?> future : pending) {
      try {
        await(future);
      } catch (RuntimeException | Error e) {
        if (first == null) {
          first = e;
        } else if (!first.equals(e)) {
          first.addSuppressed(e);
        }
      }
    }
    if (first instanceof RuntimeException failure) {
      throw failure;
    }
    if (first instanceof Error failure) {
      throw failure;
    }
  }

  /** One call of {@link #rollOut}; {@code next} is the first candidate that nobody took yet. */
  private record Job(
      float[] actions,
      int horizon,
      int candidates,
      double discount,
      double[] returns,
      int environmentStepsLeft,
      AtomicInteger next) {}

  /** A thread with a simulation of its own, which only this thread touches. */
  private final class Worker {
    private final ExecutorService thread;
    private final Physics start;
    private final Physics physics;
    private final Task task;

    Worker(int number, Physics start, TaskDefinition definition) {
      this.start = start;
      String name = "simulator-" + number;
      this.thread =
          Executors.newSingleThreadExecutor(
              work -> Thread.ofPlatform().daemon().name(name).unstarted(work));
      try {
        this.physics = await(thread.submit(start::onThisThread));
      } catch (RuntimeException | Error e) {
        thread.close();
        throw e;
      }
      try {
        this.task = await(thread.submit(() -> definition.factory().apply(physics)));
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    Future<?> begin(Job job) {
      return thread.submit(
          () -> {
            int first = job.next.getAndAdd(CHUNK);
            while (first < job.candidates) {
              for (int j = first; j < Math.min(first + CHUNK, job.candidates); j++) {
                job.returns[j] = rollOut(job, j);
              }
              first = job.next.getAndAdd(CHUNK);
            }
          });
    }

    private double rollOut(Job job, int candidate) {
      physics.copyFrom(start);
      int size = info.actions();
      int stepsLeft = job.environmentStepsLeft;
      double sum = 0;
      double weight = 1; // discount^h
      try {
        for (int h = 0; h < job.horizon && stepsLeft > 0; h++) {
          int action = (h * job.candidates + candidate) * size;
          for (int i = 0; i < size; i++) {
            physics.controls().set(i, job.actions[action + i]);
          }
          int steps = Math.min(actionRepeat, stepsLeft);
          sum += weight * hold(steps);
          weight *= job.discount;
          stepsLeft -= steps;
        }
      } catch (PhysicsDivergedException e) {
        return sum;
      }
      return sum;
    }

    /** The rewards of environment steps under the same controls, added up as ActionRepeat does. */
    private double hold(int environmentSteps) {
      double reward = 0;
      for (int step = 0; step < environmentSteps; step++) {
        physics.step(info.physicsSteps());
        reward += task.reward();
      }
      return reward;
    }

    void close() {
      try (thread) {
        await(thread.submit(physics::close));
      }
    }
  }

  /** Waits even if interrupted, and tells later: native work can't be abandoned. */
  private static <T> T await(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new CancellationException(String.valueOf(e.getCause()));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    workers.forEach(Worker::close);
    workers.clear();
  }
}
