package org.planetbench.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Nd4jBackendTest {
  @Test
  void choosesTheWidestNativeThatTheCpuRuns() {
    Set<String> avx512 =
        Set.of("sse2", "avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");
    assertEquals("-onednn-avx512", Nd4jBackend.extension(avx512));
    assertEquals("-onednn-avx2", Nd4jBackend.extension(Set.of("avx2", "fma", "avx512f")));
    assertEquals("-onednn", Nd4jBackend.extension(Set.of("sse2", "avx")));
    assertEquals("-onednn", Nd4jBackend.extension(Set.of()));
  }

  @Test
  void saysWhatComputes() {
    var facts = Nd4jBackend.provenance();
    assertEquals(
        List.of("backend", "nd4j_version", "native_variant", "native_sha256", "blas", "threads"),
        List.copyOf(facts.sequencedKeySet()));
    assertEquals("1.0.0-M2.1", facts.get("nd4j_version"));
    assertTrue(String.valueOf(facts.get("native_sha256")).matches("[0-9a-f]{64}"));
    assertEquals(Integer.toString(Nd4jBackend.threads()), facts.get("threads"));
  }
}
