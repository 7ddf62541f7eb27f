package org.planetbench.agents.model;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.torch.Precision;
import org.planetbench.agents.nn.torch.TorchBackend;
import org.planetbench.agents.nn.torch.TorchDevice;
import org.planetbench.agents.settings.SettingWord;

/** The backends that tests run on: the one list of them. */
public enum TestBackend {
  ND4J(BackendKind.ND4J, 3, 1e-5),
  TORCH_CPU(BackendKind.TORCH_CPU, 1, 1e-5),

  /** With the host's noise, which oracles feed in. */
  TORCH_CUDA(BackendKind.TORCH_CUDA, 1, 1e-5);

  /**
   * Names those that are tested, joined by commas: the first is what others are compared with.
   * Without it they are those that every machine has. {@code ci/device-trial} names a GPU.
   */
  public static final String PROPERTY = "planetbench.test.backends";

  private final BackendKind kind;
  private final int threads;
  private final double tolerance;

  TestBackend(BackendKind kind, int threads, double tolerance) {
    this.kind = kind;
    this.threads = threads;
    this.tolerance = tolerance;
  }

  /** Those that are tested, the reference first. */
  public static List<TestBackend> tested() {
    return Stream.of(System.getProperty(PROPERTY, "nd4j,torch_cpu").split(","))
        .map(word -> SettingWord.parse(TestBackend.class, PROPERTY, word))
        .toList();
  }

  /** What others are compared with. */
  public static TestBackend reference() {
    return tested().getFirst();
  }

  /** The word used in settings. */
  public String key() {
    return kind.key();
  }

  /** How many threads tests try: 1 where a batch is not cut. */
  int threads() {
    return threads;
  }

  /**
   * How far numbers may be from those in double precision, in units of the largest of their array,
   * as sums of floats are.
   */
  public double tolerance() {
    return tolerance;
  }

  /** Ready to compute; the caller closes it. */
  public TensorBackend create() {
    return switch (this) {
      case ND4J, TORCH_CPU -> kind.create(Precision.FP32);
      case TORCH_CUDA -> new TorchBackend(TorchDevice.cuda(0), false);
    };
  }

  /** A model on one thread. */
  PlanetModel model(ModelSpec spec, RandomGenerator initialisation, Companion.Maker... makers) {
    return model(spec, 1, initialisation, makers);
  }

  PlanetModel model(
      ModelSpec spec, int threads, RandomGenerator initialisation, Companion.Maker... makers) {
    return new PlanetModel(spec, create(), threads, initialisation, makers);
  }
}
