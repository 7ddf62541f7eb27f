package org.planetbench.harness.run;

import java.io.IOException;

/** A process that ends with this one, if not before. */
public final class OwnedProcess implements AutoCloseable {
  private final Process process;
  private final Thread stop;

  private OwnedProcess(Process process) {
    this.process = process;
    this.stop = new Thread(process::destroy, "stop-process");
    Runtime.getRuntime().addShutdownHook(stop);
  }

  public static OwnedProcess start(ProcessBuilder builder) throws IOException {
    return new OwnedProcess(builder.start());
  }

  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      // This process is going down, and the hook does its work.
    }
  }
}
