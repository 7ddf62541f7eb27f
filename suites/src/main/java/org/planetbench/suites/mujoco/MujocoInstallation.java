package org.planetbench.suites.mujoco;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.planetbench.suites.MachineNotReadyException;

/**
 * The files that {@code harness/bench} has set up under {@code .bench}: the library and the models
 * of the control suite. Whoever holds one knows that every file was there and had the expected
 * SHA-256.
 *
 * @param version of the library, such as 3.17.0
 * @param librarySha256 in hexadecimal
 * @param suite the folder with the models, {@code cartpole.xml} and so on
 * @param suiteSha256 of the names and hashes of all models
 */
public record MujocoInstallation(
    Path library, String version, String librarySha256, Path suite, String suiteSha256) {
  /** The system property that names the checkout; without it, the working directory. */
  public static final String HOME_PROPERTY = "planetbench.home";

  private static final String LIBRARY = "mujoco/libmujoco.so." + StructTable.RELEASE;
  private static final String SUITE = "suite/";
  private static final String EXPECTED = "installation.sha256";
  private static final String REMEDY = "; remedy: run `harness/bench doctor`";

  /**
   * Finds and checks the installation of this checkout.
   *
   * @throws MachineNotReadyException if a file is missing or altered
   */
  public static MujocoInstallation locate() {
    return verify(Path.of(System.getProperty(HOME_PROPERTY, "")).toAbsolutePath());
  }

  static MujocoInstallation verify(Path home) {
    Path folder = home.resolve(".bench");
    Map<String, String> expected = expectedHashes();
    expected.forEach((file, hash) -> verify(folder.resolve(file), hash));
    String libraryHash = expected.get(LIBRARY);
    if (libraryHash == null) {
      throw new IllegalStateException(EXPECTED + " does not name " + LIBRARY);
    }
    return new MujocoInstallation(
        folder.resolve(LIBRARY),
        StructTable.RELEASE,
        libraryHash,
        folder.resolve(SUITE),
        sha256(ofSuite(expected).getBytes(StandardCharsets.UTF_8)));
  }

  /** Its files as {@code sha256sum} lists them. */
  private static String ofSuite(Map<String, String> hashes) {
    return hashes.entrySet().stream()
        .filter(file -> file.getKey().startsWith(SUITE))
        .map(file -> file.getValue() + "  " + file.getKey() + "\n")
        .sorted()
        .collect(Collectors.joining());
  }

  /** The model file of a domain. */
  public Path model(String domain) {
    return suite.resolve(domain + ".xml");
  }

  /** Path below {@code .bench} to SHA-256, in the format of {@code sha256sum}. */
  private static Map<String, String> expectedHashes() {
    try (InputStream in = MujocoInstallation.class.getResourceAsStream(EXPECTED)) {
      if (in == null) {
        throw new IllegalStateException("resource " + EXPECTED + " is missing from the jar");
      }
      Map<String, String> hashes = new LinkedHashMap<>();
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .map(line -> line.split("  ", 2))
          .forEach(parts -> hashes.put(parts[1], parts[0]));
      return hashes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void verify(Path file, String expected) {
    if (!Files.isRegularFile(file)) {
      throw new MachineNotReadyException(file + " is missing" + REMEDY);
    }
    String got = sha256(file);
    if (!got.equals(expected)) {
      throw new MachineNotReadyException(
          file + " is altered: expected SHA-256 " + expected + ", got " + got + REMEDY);
    }
  }

  private static String sha256(Path file) {
    try {
      return sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new MachineNotReadyException(file + " cannot be read: " + e + REMEDY, e);
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
