package org.planetbench.agents.model;

import java.util.List;
import java.util.Optional;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.PicturePreprocessing;
import org.planetbench.agents.nn.TensorBackend;
import org.planetbench.agents.nn.torch.Precision;
import org.planetbench.agents.settings.Declarations;
import org.planetbench.agents.settings.Setting;
import org.planetbench.agents.settings.SettingWord;
import org.planetbench.agents.settings.Settings;

/**
 * Sizes and constants of a world model, each declared here once; the defaults are those of the last
 * public state of the authors' code.
 *
 * @param actionSize width of the action
 * @param values of {@link #SETTINGS}
 */
public record ModelSpec(int actionSize, Settings values) {

  /** Of a layer: with every width so great each matrix is still an array. */
  private static final int WIDEST = 10_000;

  /** Neither side of the divergence is favoured. */
  private static final double EVEN = 0.5;

  private static final Declarations DECLARED = new Declarations("");

  private static final Setting<Integer> IMAGE_SIZE =
      DECLARED.choice(
          "image_size",
          64,
          List.of(64, 32),
          "pixels on each side of the picture that the model sees; 32 are averaged over blocks of 2x2 and have three convolutions each way, not four");

  private static final Setting<Integer> BITS =
      DECLARED.integer("bits", 5, 1, 8, "colour depth of the quantised pixels");

  private static final Setting<Boolean> DEQUANTISE =
      DECLARED.flag(
          "dequantise",
          true,
          "whether noise fills each of their levels; without it black is -0.5 and white 0.5, with 8 bits Dreamer's x / 255 - 0.5");

  private static final Setting<Integer> CONV_DEPTH =
      DECLARED.integer("conv_depth", 32, 1, 512, "channels of the first convolution");

  private static final Setting<HiddenActivation> PICTURE_ACTIVATION =
      DECLARED.word(
          "picture_activation",
          HiddenActivation.RELU,
          "of the convolutions of encoder and decoder, but for the decoder's last; DreamerV2's is elu");

  /** Which latent dynamics. */
  public static final Setting<DynamicsKind> DYNAMICS =
      DECLARED.word("dynamics", DynamicsKind.RSSM, "kind of the latent dynamics");

  private static final Setting<Integer> STOCHASTIC =
      DECLARED.integer(
          "stochastic_size",
          30,
          1,
          WIDEST,
          "width of the stochastic state z; with dynamics rssm_categorical, how many variables it has");

  private static final Setting<Integer> CLASSES =
      DECLARED.integer(
          "stochastic_classes",
          32,
          2,
          WIDEST,
          "classes of each variable of z with dynamics rssm_categorical");

  private static final Setting<Integer> BASES =
      DECLARED.integer(
          "base_matrices",
          16,
          1,
          WIDEST,
          "M: base matrices that dynamics dvbf and dvbf_fusion mix");

  private static final Setting<Integer> INDUCING_POINTS =
      DECLARED.integer(
          "inducing_points",
          50,
          1,
          500,
          "P: inducing inputs of the Gaussian processes of dynamics pr_ssm and pr_ssm_open");

  private static final Setting<Boolean> PROCESS_AS_RELEASED =
      DECLARED.flag(
          "process_as_released",
          false,
          "whether these draw z as the released code does, mean + variance x one number for all dimensions (there in transitions alone, here recognised and filtered states, too), with no divergence of the first state and a fiftieth of that of the inducing outputs");

  private static final Setting<Double> INDUCING_DIVERGENCE_SCALE =
      DECLARED.notNegative(
          "inducing_divergence_scale",
          0.0001,
          "their factor on the divergence of the inducing outputs from their prior: one over the number of records learned from, which grows while data are collected");

  private static final Setting<Integer> DETERMINISTIC =
      DECLARED.integer(
          "deterministic_size",
          200,
          1,
          WIDEST,
          "width of the deterministic state h; with dynamics slac, of z2");

  private static final Setting<Integer> HIDDEN =
      DECLARED.integer(
          "hidden_size", 200, 1, WIDEST, "width of the dense layers of the latent dynamics");

  private static final Setting<HiddenActivation> ACTIVATION =
      DECLARED.word(
          "activation",
          HiddenActivation.RELU,
          "of the hidden dense layers of the latent dynamics and the reward head; elu with dynamics rssm and rssm_categorical alone");

  private static final Setting<GruForm> GRU_FORM =
      DECLARED.word(
          "gru_form",
          GruForm.RESET_BEFORE,
          "whether the reset gate of the recurrent cell acts on h before the matrix product, as TensorFlow's cell has it, after it, as Keras's, with biases of its own, or, as DreamerV2's, on the candidate's share of one product that is normalised as a whole; the last two with dynamics rssm and rssm_categorical alone");

  private static final Setting<Integer> REWARD_LAYERS =
      DECLARED.integer("reward_layers", 3, 0, 100, "hidden layers of the reward head");

  private static final Setting<Integer> REWARD_UNITS =
      DECLARED.integer("reward_units", 300, 1, WIDEST, "their width");

  private static final Setting<Double> MIN_STD =
      DECLARED.positive(
          "min_std", 0.1, "what is added to the softplus of every standard deviation");

  private static final Setting<Double> IMAGE_LOSS_SCALE =
      DECLARED.notNegative("image_loss_scale", 1, "factor on half the summed squared pixel error");

  private static final Setting<Double> REWARD_LOSS_SCALE =
      DECLARED.notNegative("reward_loss_scale", 10, "factor on half the squared reward error");

  private static final Setting<Double> DIVERGENCE_SCALE =
      DECLARED.notNegative(
          "divergence_scale",
          1,
          "factor on the divergence of posterior and prior after the free nats");

  private static final Setting<Double> DIVERGENCE_BALANCE =
      DECLARED.real(
          "divergence_balance",
          EVEN,
          0,
          1,
          "twice this multiplies the gradient of that divergence to the prior, twice the rest that to the posterior; DreamerV2's 0.8 and 0.2 are 0.8 with half its divergence_scale");

  private static final Setting<Double> GLOBAL_DIVERGENCE_SCALE =
      DECLARED.notNegative(
          "global_divergence_scale",
          0,
          "factor on the divergence of the posterior from a standard normal");

  private static final Setting<Double> FREE_NATS =
      DECLARED.notNegative(
          "free_nats", 3, "taken off the divergence of each time step, summed over z");

  private static final Setting<FreeNatsForm> FREE_NATS_FORM =
      DECLARED.word(
          "free_nats_form",
          FreeNatsForm.EXCESS,
          "how they enter the loss: excess and floor, of each time step, differ in what is reported alone; batch_floor, Dreamer's, has the larger of them and the mean over batch and time, which is trained as a whole or not at all");

  static {
    DECLARED.addAll(OvershootingSpec.SETTINGS);
  }

  private static final Setting<Double> LEARNING_RATE =
      DECLARED.positive("learning_rate", 0.001, "of Adam");

  private static final Setting<Integer> LEARNING_RATE_RAMP =
      DECLARED.integer(
          "learning_rate_ramp",
          0,
          0,
          "updates over which the learning rate rises from 0; 0 for none");

  private static final Setting<Double> ADAM_EPSILON =
      DECLARED.positive(
          "adam_epsilon",
          0.0001,
          "in TensorFlow's sense: added to the root of the second moment before its bias is corrected");

  private static final Setting<Double> GRADIENT_CLIP =
      DECLARED.positive("gradient_clip", 1000, "greatest global norm of the gradients");

  private static final Setting<Double> WEIGHT_DECAY =
      DECLARED.real(
          "weight_decay",
          0,
          0,
          1,
          "fraction of every parameter that is taken away before each step of Adam, whatever the learning rate; DreamerV2's is 0.000001");

  /** What tensors are computed with. */
  public static final Setting<BackendKind> BACKEND =
      DECLARED.word(
          "backend",
          BackendKind.ND4J,
          "what tensors are computed with: nd4j is the reference, the others are libtorch's (bench setup --backend)");

  /** How a GPU multiplies matrices. */
  public static final Setting<Precision> PRECISION =
      DECLARED.word(
          "precision",
          Precision.FP32,
          "how backend torch_cuda multiplies matrices: with all bits of a float, or fp32's range with 11 bits on tensor cores");

  /** All of them, in the order in which recipes list them. */
  public static final List<Setting<?>> SETTINGS = DECLARED.all();

  /** Those that not every kind of dynamics heeds. */
  public static final List<Setting<?>> OF_SOME =
      List.of(
          STOCHASTIC,
          CLASSES,
          BASES,
          INDUCING_POINTS,
          PROCESS_AS_RELEASED,
          INDUCING_DIVERGENCE_SCALE,
          DETERMINISTIC,
          MIN_STD);

  /**
   * @param values of these settings, and of any others
   * @throws IllegalArgumentException if they do not go together
   */
  public ModelSpec {
    if (actionSize < 1) {
      throw new IllegalArgumentException("action_size: expected at least 1, got " + actionSize);
    }
    values = values.only(SETTINGS);
    OvershootingSpec overshooting = new OvershootingSpec(values);
    DynamicsKind dynamics = values.get(DYNAMICS);
    if (!dynamics.overshoots() && dynamics.hasDistribution() && overshooting.scale() > 0) {
      throw new IllegalArgumentException(
          "overshooting_scale: expected 0 with dynamics %s, whose %s, got %s"
              .formatted(dynamics.key(), dynamics.whyNotOvershot(), overshooting.scale()));
    }
    if (!dynamics.hasDistribution()) {
      zeroWithoutDistribution("overshooting_scale", overshooting.scale(), dynamics);
      zeroWithoutDistribution(
          "global_divergence_scale", values.get(GLOBAL_DIVERGENCE_SCALE), dynamics);
      if (values.get(DIVERGENCE_BALANCE) != EVEN) {
        throw new IllegalArgumentException(
            "divergence_balance: expected 0.5 with dynamics %s, which have no distribution to compare, got %s"
                .formatted(dynamics.key(), values.get(DIVERGENCE_BALANCE)));
      }
    }
    if (values.get(FREE_NATS_FORM) == FreeNatsForm.BATCH_FLOOR && overshooting.isOn()) {
      throw new IllegalArgumentException(
          "free_nats_form: expected excess or floor with overshooting_scale %s, which takes them off each divergence, got batch_floor"
              .formatted(overshooting.scale()));
    }
    if (values.get(PRECISION) != Precision.FP32 && values.get(BACKEND) != BackendKind.TORCH_CUDA) {
      throw new IllegalArgumentException(
          "precision: expected fp32 with backend %s, which has no other, got %s"
              .formatted(values.get(BACKEND).key(), SettingWord.of(values.get(PRECISION))));
    }
    if (!dynamics.hasDreamersLayers()) {
      requireInitial(values, ACTIVATION, dynamics);
      requireInitial(values, GRU_FORM, dynamics);
    }
    if (dynamics.isCategorical()) {
      requireNarrow(values, STOCHASTIC, CLASSES);
    }
    if (dynamics.mixesBases()) {
      requireNarrow(values, STOCHASTIC, BASES);
    }
  }

  private static <E extends Enum<E>> void requireInitial(
      Settings values, Setting<E> setting, DynamicsKind dynamics) {
    E initial = setting.initial().orElseThrow();
    if (values.get(setting) != initial) {
      throw new IllegalArgumentException(
          "%s: expected %s with dynamics %s, which have no other, got %s; choose dynamics rssm or rssm_categorical"
              .formatted(
                  setting.key(),
                  SettingWord.of(initial),
                  dynamics.key(),
                  SettingWord.of(values.get(setting))));
    }
  }

  private static void requireNarrow(Settings values, Setting<Integer> one, Setting<Integer> other) {
    long width = (long) values.get(one) * values.get(other);
    if (width > WIDEST) {
      throw new IllegalArgumentException(
          "%s x %s: expected at most %d, got %d; lower one of them"
              .formatted(one.key(), other.key(), WIDEST, width));
    }
  }

  public int imageSize() {
    return values.get(IMAGE_SIZE);
  }

  public int bits() {
    return values.get(BITS);
  }

  /** How pictures come to the networks, and back. */
  public PicturePreprocessing pictures() {
    return new PicturePreprocessing(imageSize(), bits(), dequantises());
  }

  boolean dequantises() {
    return values.get(DEQUANTISE);
  }

  public int convDepth() {
    return values.get(CONV_DEPTH);
  }

  /** Of the convolutions. */
  Dense.Activation pictureActivation() {
    return values.get(PICTURE_ACTIVATION).ofLayer();
  }

  public DynamicsKind dynamics() {
    return values.get(DYNAMICS);
  }

  public int stochastic() {
    return values.get(STOCHASTIC);
  }

  int classes() {
    return values.get(CLASSES);
  }

  /** Base matrices that are mixed. */
  int bases() {
    return values.get(BASES);
  }

  /** Inducing inputs of Gaussian processes. */
  int inducingPoints() {
    return values.get(INDUCING_POINTS);
  }

  boolean processAsReleased() {
    return values.get(PROCESS_AS_RELEASED);
  }

  double inducingDivergenceScale() {
    return values.get(INDUCING_DIVERGENCE_SCALE);
  }

  /** Width of a sample z. */
  int sampleWidth() {
    return dynamics().isCategorical() ? stochastic() * classes() : stochastic();
  }

  public int deterministic() {
    return values.get(DETERMINISTIC);
  }

  public int hidden() {
    return values.get(HIDDEN);
  }

  /** Of the hidden dense layers that name no other. */
  Dense.Activation activation() {
    return values.get(ACTIVATION).ofLayer();
  }

  GruForm gruForm() {
    return values.get(GRU_FORM);
  }

  public int rewardLayers() {
    return values.get(REWARD_LAYERS);
  }

  public int rewardUnits() {
    return values.get(REWARD_UNITS);
  }

  public double minStd() {
    return values.get(MIN_STD);
  }

  public double imageLossScale() {
    return values.get(IMAGE_LOSS_SCALE);
  }

  public double rewardLossScale() {
    return values.get(REWARD_LOSS_SCALE);
  }

  public double divergenceScale() {
    return values.get(DIVERGENCE_SCALE);
  }

  double divergenceBalance() {
    return values.get(DIVERGENCE_BALANCE);
  }

  public double globalDivergenceScale() {
    return values.get(GLOBAL_DIVERGENCE_SCALE);
  }

  public double freeNats() {
    return values.get(FREE_NATS);
  }

  public FreeNatsForm freeNatsForm() {
    return values.get(FREE_NATS_FORM);
  }

  /** What tensors are computed with. */
  public BackendKind backend() {
    return values.get(BACKEND);
  }

  /**
   * What computes it; the caller closes it.
   *
   * @throws org.planetbench.suites.MachineNotReadyException if a library or a device is missing
   */
  TensorBackend createBackend() {
    return backend().create(values.get(PRECISION));
  }

  public double learningRate() {
    return values.get(LEARNING_RATE);
  }

  public int learningRateRamp() {
    return values.get(LEARNING_RATE_RAMP);
  }

  public double adamEpsilon() {
    return values.get(ADAM_EPSILON);
  }

  public double clipNorm() {
    return values.get(GRADIENT_CLIP);
  }

  double weightDecay() {
    return values.get(WEIGHT_DECAY);
  }

  public OvershootingSpec overshooting() {
    return new OvershootingSpec(values);
  }

  /** The last public state of the authors' code. */
  public static ModelSpec head(int actionSize) {
    return new ModelSpec(actionSize, Settings.initial(SETTINGS));
  }

  /** The same with settings changed, each as {@code key=value}. */
  public ModelSpec with(String... changes) {
    return new ModelSpec(actionSize, values.with(Settings.pairs(changes)));
  }

  /** Whether the divergence of posterior and prior is part of the loss. */
  public boolean trainsDivergence() {
    return dynamics().hasDistribution() && divergenceScale() > 0;
  }

  /** Whether nothing but the divergence trains what planning imagines with. */
  public boolean priorNeedsDivergence() {
    return dynamics().priorNeedsDivergence() && !overshooting().isOn();
  }

  /** What makes planning with this model blind whatever it learns; empty if nothing. */
  public Optional<String> caution() {
    boolean reachesPrior = trainsDivergence() && divergenceBalance() > 0;
    if (reachesPrior || !priorNeedsDivergence()) {
      return Optional.empty();
    }
    return Optional.of(
        "dynamics "
            + dynamics().key()
            + (trainsDivergence() ? " with divergence_balance 0" : " with divergence_scale 0")
            + ": the prior head gets no gradient and keeps its initial weights, and planning imagines with it");
  }

  /** Layers of the encoder. */
  int convLayers() {
    return imageSize() == 64 ? 4 : 3;
  }

  private static void zeroWithoutDistribution(String name, double scale, DynamicsKind dynamics) {
    if (scale > 0) {
      throw new IllegalArgumentException(
          "%s: expected 0 with dynamics %s, which have no distribution to compare, got %s"
              .formatted(name, dynamics.key(), scale));
    }
  }
}
