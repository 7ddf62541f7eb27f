package org.planetbench.harness.run;

import java.util.List;
import java.util.stream.Stream;

/** How a command or a cell ended, as scripts and schedulers read it. */
public enum ExitCode {
  SUCCESS(0),
  REGRESSION(1),
  BAD_INPUT(2),
  INCONCLUSIVE(3),
  NOT_READY(4),
  CELL_FAILED(5),
  INTERRUPTED(130);

  private static final int TERMINATED_BY_SIGTERM = 143;

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** How a cell's process ended: anything but the codes a cell gives itself means that it died. */
  public static ExitCode ofCell(int number) {
    return switch (number) {
      case 0 -> SUCCESS;
      case 2 -> BAD_INPUT;
      case 4 -> NOT_READY;
      case 130, TERMINATED_BY_SIGTERM -> INTERRUPTED;
      default -> CELL_FAILED;
    };
  }

  /**
   * The code for many cells together: bad input before a machine that is not ready before failures
   * before interruption.
   */
  public static ExitCode worst(List<ExitCode> codes) {
    return Stream.of(BAD_INPUT, NOT_READY, CELL_FAILED, INTERRUPTED)
        .filter(codes::contains)
        .findFirst()
        .orElse(SUCCESS);
  }
}
