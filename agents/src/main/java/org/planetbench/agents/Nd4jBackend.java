package org.planetbench.agents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.planetbench.suites.mujoco.MachineFingerprint;

/**
 * ND4J as this process uses it: the native library that suits the CPU, chosen before ND4J loads,
 * and no threads inside operations, since threads share out whole sequences and candidates instead.
 * The number of these threads is the environment variable {@code OMP_NUM_THREADS}, or all cores.
 */
public final class Nd4jBackend {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final Set<String> AVX512 =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");
  private static final Set<String> AVX2 = Set.of("avx2", "fma");

  private Nd4jBackend() {}

  /** Loads ND4J; the first call decides, further ones do nothing. */
  public static void load() {
    Loaded.touch();
  }

  /** How many threads compute: {@code OMP_NUM_THREADS}, or all cores if it is unset. */
  public static int threads() {
    String text = System.getenv("OMP_NUM_THREADS");
    if (text == null || text.isBlank()) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (!text.strip().matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "OMP_NUM_THREADS: expected a positive number, got '" + text + "'; set it or unset it");
    }
    return Integer.parseInt(text.strip());
  }

  /** Makes ND4J's operations run on the very thread that calls this, without helpers. */
  public static void computeOnCallingThread() {
    load();
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }

  /** What computed, for the record: one fixed order of keys. */
  public static SequencedMap<String, String> provenance() {
    load();
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("backend", Nd4j.getBackend().getClass().getSimpleName());
    facts.put(
        "nd4j_version",
        Optional.ofNullable(Nd4j.class.getPackage().getImplementationVersion()).orElse(version()));
    facts.put("native_variant", "linux-x86_64" + System.getProperty(EXTENSION, ""));
    facts.put("native_sha256", sha256(loadedLibrary("libnd4jcpu.so")));
    facts.put(
        "blas",
        Nd4j.factory().blas().getBlasVendor().toString().toLowerCase(java.util.Locale.ROOT));
    facts.put("threads", Integer.toString(threads()));
    return facts;
  }

  /** The classifier's extension for CPU features as /proc/cpuinfo lists them. */
  static String extension(Set<String> cpuFeatures) {
    if (cpuFeatures.containsAll(AVX512)) {
      return "-onednn-avx512";
    }
    return cpuFeatures.containsAll(AVX2) ? "-onednn-avx2" : "-onednn";
  }

  private static String version() {
    String path = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
    try (InputStream in = Nd4j.class.getResourceAsStream(path)) {
      if (in == null) {
        return "unknown";
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("version="))
          .map(line -> line.substring("version=".length()))
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static Optional<Path> loadedLibrary(String name) {
    try {
      List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
      return maps.stream()
          .filter(line -> line.endsWith("/" + name))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String sha256(Optional<Path> file) {
    if (file.isEmpty()) {
      return "unknown";
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      return DigestUtils.sha256Hex(in);
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Runs once, when first touched. */
  private static final class Loaded {
    static {
      setUnlessSet(EXTENSION, extension(Set.copyOf(MachineFingerprint.cpuFlags())));
      // Big buffers have owners that close them; JavaCPP must not collect garbage for them, nor
      // count them: what the machine has is the bound.
      setUnlessSet("org.bytedeco.javacpp.maxbytes", "0");
      setUnlessSet("org.bytedeco.javacpp.maxphysicalbytes", "0");
      Nd4j.getMemoryManager().togglePeriodicGc(false);
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
    }

    private static void setUnlessSet(String key, String value) {
      if (System.getProperty(key) == null) {
        System.setProperty(key, value);
      }
    }

    static void touch() {}
  }
}
