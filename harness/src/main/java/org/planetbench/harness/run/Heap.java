package org.planetbench.harness.run;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;

/**
 * The most memory that the heap of a cell's JVM takes; tensors, outside the heap, get as much, and
 * the whole process twice as much before it says that memory is out. It decides no result, so it is
 * no setting of a run.
 */
public record Heap(long mebibytes) {
  /** For those who cannot change the command line, such as a cluster's users. */
  public static final String VARIABLE = "PLANETBENCH_CELL_HEAP";

  public static final String OPTION = "--heap";

  private static final Heap DEFAULT = new Heap(1500);
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})([mMgG])");
  private static final long SMALLEST = 64;
  private static final long LARGEST = 1L << 20;

  /** What the option says, otherwise the variable, otherwise 1500 MiB. */
  public static Heap chosen(@Nullable String option) {
    return option != null ? of(OPTION, option) : ofEnvironment();
  }

  /** What the variable says, otherwise 1500 MiB. */
  public static Heap ofEnvironment() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(text -> !text.isBlank())
        .map(text -> of(VARIABLE, text))
        .orElse(DEFAULT);
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

  /** As the JVM takes it. */
  String jvmOption() {
    return "-Xmx" + mebibytes + "m";
  }
}
