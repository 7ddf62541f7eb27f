package org.planetbench.harness.run;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.planetbench.agents.model.ModelSpec;
import org.planetbench.agents.planet.Recipe;
import org.planetbench.harness.experiment.BadInputException;

/**
 * The most memory that the heap of a cell's JVM takes. Tensors are outside the heap, about as much
 * again, where nothing but the machine bounds them. It decides no result, so it is no setting of a
 * run.
 */
public record Heap(long mebibytes) {
  /** For those who cannot change the command line, such as a cluster's users. */
  public static final String VARIABLE = "PLANETBENCH_CELL_HEAP";

  public static final String OPTION = "--heap";

  private static final double BASE = 500;

  /** Above the base, in MiB, with the figures that it is of. */
  private static final double MOST_OF_HEAD = 1000;

  private static final double RECORDS_OF_HEAD = 50 * 50;
  private static final double ENCODER_OF_HEAD = 64 * 64 * 32;
  private static final double DISTANCES_OF_HEAD = 50;
  private static final long BESIDE = 700;
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})([mMgG])");
  private static final long SMALLEST = 64;
  private static final long LARGEST = 1L << 20;

  /** What the option says, otherwise the variable, if it says anything. */
  public static Optional<Heap> chosen(@Nullable String option) {
    return option != null ? Optional.of(of(OPTION, option)) : ofEnvironment();
  }

  /**
   * What a cell needs, with room to spare: it grows with the records of an update, with the encoder
   * that each goes through, and with the distances that overshooting reaches from each. An update
   * of {@code head} was seen to fit into 500 MiB and gets 1500.
   */
  public static Heap needed(CellSetting setting) {
    double mebibytes = BASE;
    if (setting.variant().kind().learns()) {
      Recipe recipe = setting.recipe();
      ModelSpec model = recipe.model(setting.actionSpec().size());
      double records = (double) recipe.batch() * recipe.chunkLength() / RECORDS_OF_HEAD;
      double encoder = model.imageSize() * model.imageSize() * model.convDepth() / ENCODER_OF_HEAD;
      double distances = model.overshooting().distance() / DISTANCES_OF_HEAD;
      mebibytes += MOST_OF_HEAD * records * (encoder + distances);
    }
    return new Heap(Math.min(LARGEST, (long) Math.ceil(mebibytes)));
  }

  /** What the variable says, if anything. */
  public static Optional<Heap> ofEnvironment() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(text -> !text.isBlank())
        .map(text -> of(VARIABLE, text));
  }

  /**
   * Reads {@code 1500m} or {@code 3g}.
   *
   * @param source of the text, for messages
   */
  static Heap of(String source, String text) {
    Matcher match = TEXT.matcher(text.strip());
    if (match.matches()) {
      boolean gibibytes = match.group(2).toLowerCase(Locale.ROOT).equals("g");
      long mebibytes = Long.parseLong(match.group(1)) * (gibibytes ? 1024 : 1);
      if (mebibytes >= SMALLEST && mebibytes <= LARGEST) {
        return new Heap(mebibytes);
      }
    }
    throw new BadInputException(
        "%s: expected a size from 64m to 1024g, such as 1500m or 3g, got '%s'"
            .formatted(source, text));
  }

  /**
   * What a cell's processes take in all: tensors outside the heap, the JVM, and who waits for it.
   */
  public long processMebibytes() {
    return 2 * mebibytes + BESIDE;
  }

  /** As the JVM takes it. */
  public String jvmOption() {
    return "-Xmx" + this;
  }

  /** As {@link #VARIABLE} takes it. */
  @Override
  public String toString() {
    return mebibytes + "m";
  }
}
