package org.planetbench.agents.nn;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tape of one shard of a batch: every differentiable operation leaves behind how to push its
 * output's gradient to its inputs, and {@link #backward} runs these in reverse. A model therefore
 * writes only its forward pass.
 *
 * <p>Why a tape of our own, and of what grain (measured on two AVX-512 cores at 50 x 50 frames of
 * 64x64, where PyTorch takes 10.7 s for an update): SameDiff takes 20 to 30 s over the whole graph
 * and 19 s in micro-batches. A small ND4J operation costs 20 to 40 microseconds before it computes
 * anything, and the recurrent part has some 90 of them a time step. So vectors stay on the heap
 * ({@link HostRows}) and are multiplied by {@link org.planetbench.agents.nn.kernel.MatrixKernel};
 * pictures go through ND4J's NHWC convolutions in micro-batches that fit the cache ({@link
 * PictureStack}). Nothing couples the sequences of a batch but the mean, so a batch is split into
 * as many shards as there are threads, each differentiated on one thread from pixels to gradients,
 * and only the gradients are added, in the order of the shards. That scales better than threads
 * inside operations and keeps results the same bits for a fixed number of threads.
 */
public final class Tape {
  private final TensorBackend backend;
  private final @Nullable Shard shard;
  private final boolean recording;
  private final boolean trainsWeights;
  private final List<Runnable> steps;

  private Tape(
      TensorBackend backend,
      @Nullable Shard shard,
      boolean recording,
      boolean trainsWeights,
      List<Runnable> steps) {
    this.backend = backend;
    this.shard = shard;
    this.recording = recording;
    this.trainsWeights = trainsWeights;
    this.steps = steps;
  }

  /** A tape for training; the gradients of weights go to the buffers of this shard. */
  public static Tape recording(Shard shard) {
    return new Tape(shard.backend(), shard, true, true, new ArrayList<>());
  }

  /** A tape that forgets: for inference. */
  public static Tape forgetting(Shard shard) {
    return new Tape(shard.backend(), shard, false, false, new ArrayList<>());
  }

  /** The same for what needs no room for pictures. */
  public static Tape forgetting(TensorBackend backend) {
    return new Tape(backend, null, false, false, new ArrayList<>());
  }

  /**
   * This tape for dense layers and cells whose weights are to stay as they are: gradients flow
   * through them to their inputs. What is recorded stands on this tape, in order.
   */
  public Tape throughFixedWeights() {
    return new Tape(backend, shard, recording, false, steps);
  }

  /** What computes. */
  public TensorBackend backend() {
    return backend;
  }

  public boolean trainsWeights() {
    return trainsWeights;
  }

  public boolean isRecording() {
    return recording;
  }

  /** Whose share this is. */
  public Shard shard() {
    if (shard == null) {
      throw new IllegalStateException("a tape for inference without pictures has no shard");
    }
    return shard;
  }

  /** How to push an output's gradient to its inputs. */
  public void record(Runnable step) {
    if (recording) {
      steps.add(step);
    }
  }

  /** Propagates all gradients; once. */
  public void backward() {
    for (Runnable step : steps.reversed()) {
      step.run();
    }
    steps.clear();
  }
}
