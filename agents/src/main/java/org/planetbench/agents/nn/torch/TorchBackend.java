package org.planetbench.agents.nn.torch;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.Block;
import org.planetbench.agents.nn.HostNoise;
import org.planetbench.agents.nn.ParameterSet;
import org.planetbench.agents.nn.ParameterStore;
import org.planetbench.agents.nn.PictureLayer;
import org.planetbench.agents.nn.PictureStack;
import org.planetbench.agents.nn.Populations;
import org.planetbench.agents.nn.Rows;
import org.planetbench.agents.nn.Scope;
import org.planetbench.agents.nn.Shard;
import org.planetbench.agents.nn.Weights;

/**
 * libtorch, on the CPU or on a GPU. Rows are tensors, backward passes are this project's own, and a
 * batch is not cut. Constants come from the host, and losses and what is read go there; all else
 * stays on the device. It serves one thread at a time.
 *
 * <p>No CUDA graph is captured. {@code cudaStreamBeginCapture} is C, and so is what tells libtorch
 * of a stream ({@code torch_set_current_cuda_stream}). But a graph writes at each launch to the
 * addresses of its capture, and the memory of temporaries inside operators goes back to libtorch's
 * allocator at once, which gives it to whoever asks next. PyTorch captures into a private pool
 * ({@code CUDACachingAllocator::beginAllocateToPool}), which is C++, and up to 2.13 no function of
 * the C interface has it. A stream that nothing else allocates on would keep others off, as memory
 * of one stream is never given to another; but when memory runs out the allocator frees what is
 * unused of every stream, a graph's as well, and its next launch would compute wrong numbers or
 * fail.
 */
public final class TorchBackend extends TorchOperations {
  private final TorchNoise noise;
  private final boolean makesNoise;

  /**
   * @param makesNoise whether noise is made on the device; otherwise the host's generators draw it,
   *     the same as for every other backend
   * @throws org.planetbench.suites.MachineNotReadyException if there is no libtorch
   */
  public TorchBackend(TorchDevice device, boolean makesNoise) {
    super(device);
    this.makesNoise = makesNoise;
    noise = new TorchNoise(scope(), device);
  }

  TorchNoise noise() {
    return noise;
  }

  /** Whether noise is made on the device. */
  boolean makesNoise() {
    return makesNoise;
  }

  /** Whether operators may add in another order each time, if one lets them. */
  boolean isOnGpu() {
    return device().kind() == TorchDevice.Kind.CUDA;
  }

  @Override
  public Shard shard(int number) {
    return new TorchShard(this);
  }

  @Override
  public int shards(int threads) {
    return 1;
  }

  /** The scope does, whenever another thread computes. */
  @Override
  public void prepareThread() {}

  @Override
  public Optional<Populations> populations() {
    return Optional.of(
        (spec, box, returns, decision) -> new TorchPopulation(this, spec, box, returns, decision));
  }

  @Override
  public Scope open() {
    int mark = scope().mark();
    return () -> scope().release(mark);
  }

  @Override
  public ParameterStore store(ParameterSet set) {
    return new TorchStore(set, scope(), device());
  }

  @Override
  public Weights weights(ParameterSet set, Block block) {
    return new TorchWeights((TorchStore) set.store(), block);
  }

  @Override
  public PictureStack pictures(ParameterSet set, List<PictureLayer> layers) {
    return new PictureChain(this, (TorchStore) set.store(), layers);
  }

  @Override
  public Rows place(Rows constant) {
    return constant.columns() == 0 ? constant : rows(constant);
  }

  @Override
  public Rows variable(float[][] value) {
    return places().upload(value, true);
  }

  @Override
  public Rows normals(int rows, int columns, RandomGenerator... random) {
    return makesNoise && columns > 0
        ? TorchRows.of(scope(), noise.normals(rows, columns, random), false)
        : HostNoise.normals(rows, columns, random);
  }

  @Override
  public Rows uniforms(int rows, int columns, RandomGenerator... random) {
    return makesNoise && columns > 0
        ? TorchRows.of(scope(), noise.uniforms(rows, columns, random), false)
        : HostNoise.uniforms(rows, columns, random);
  }

  /** Frees all that is on the device. */
  @Override
  public void close() {
    noise.close();
    scope().close();
  }
}
