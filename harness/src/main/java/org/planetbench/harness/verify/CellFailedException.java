package org.planetbench.harness.verify;

import java.io.IOException;
import org.planetbench.harness.run.ExitCode;

/** A cell that a command needed did not come to a good end; the command ends as the cell did. */
public final class CellFailedException extends IOException {
  private static final long serialVersionUID = 1;

  private final ExitCode code;

  public CellFailedException(String message, ExitCode code) {
    super(message);
    this.code = code;
  }

  /** How the cell ended. */
  public ExitCode code() {
    return code;
  }
}
