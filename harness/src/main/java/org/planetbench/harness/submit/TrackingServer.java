package org.planetbench.harness.submit;

/**
 * The MLflow server that the report's job sends the runs to.
 *
 * @param uri without blanks around it; {@code none} where there is no server
 */
public record TrackingServer(String uri) {
  /** The variable with the address, as of MLflow's own client. */
  public static final String VARIABLE = "MLFLOW_TRACKING_URI";

  private static final String NONE = "none";

  /** A variable that is set and empty, as by a secret that is missing, names none. */
  public TrackingServer {
    uri = uri.isBlank() ? NONE : uri.strip();
  }

  /** That of whoever submits. */
  static TrackingServer ofEnvironment() {
    return new TrackingServer(System.getenv().getOrDefault(VARIABLE, NONE));
  }

  boolean isNone() {
    return uri.equals(NONE);
  }

  /** Whether there may be a login in it, which no file that others may read is to hold. */
  boolean hasLogin() {
    return uri.contains("@");
  }
}
