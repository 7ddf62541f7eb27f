package org.planetbench.agents.nn;

import java.util.random.RandomGenerator;
import org.planetbench.agents.nn.host.HostBackend;

/** Tapes and parameters on the host, for tests of what is the same on every backend. */
public final class TestTapes {
  private static final TensorBackend HOST = new HostBackend();

  private TestTapes() {}

  public static TensorBackend host() {
    return HOST;
  }

  public static Tape recording() {
    return recording(0);
  }

  public static Tape recording(int shard) {
    return Tape.recording(HOST.shard(shard));
  }

  public static Tape forgetting() {
    return Tape.forgetting(HOST.shard(0));
  }

  public static ParameterSet parameters(int shards, RandomGenerator initialisation) {
    return new ParameterSet(HOST, shards, initialisation);
  }
}
