package org.planetbench.harness.cli;

import me.tongfei.progressbar.ProgressBarConsumer;

/** Shows nothing: a bar's text has no place where output is not a terminal. */
final class SilentConsumer implements ProgressBarConsumer {
  @Override
  public int getMaxRenderedLength() {
    return 0;
  }

  @Override
  public void accept(String rendered) {}

  @Override
  public void close() {}
}
