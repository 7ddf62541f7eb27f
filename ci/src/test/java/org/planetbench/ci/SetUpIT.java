package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code harness/bench} sets up where the network is reached in a way of its own, or not. */
final class SetUpIT {
  /** Says what Maven would be called with. */
  private static final String MAVEN =
      """
      set -euo pipefail
      root=$0 jdk=$1 bench=$2 mvn=echo
      for part in progress machine network parts; do source "$root/harness/setup/$part.sh"; done
      maven verify
      """;

  /**
   * Says whether there is a build of a checkout that has nothing else, and after a change of a
   * profile.
   */
  private static final String CHANGE =
      """
      set -euo pipefail
      checkout=$0 root=$1 bench=$1/.bench
      mkdir -p "$root"/{suites,agents,results,harness}/src/main "$root"/harness/{profiles,target} "$bench/app/one"
      touch "$root"/{,suites/,agents/,results/,harness/}pom.xml
      source "$checkout/harness/setup/parts.sh"
      echo one >"$root/harness/target/bench.build"
      find_build && echo found
      touch -d 'now + 1 minute' "$root/harness/profiles/mine.yaml"
      find_build || echo stale
      """;

  @TempDir private Path directory;
  private final List<String> environment = new ArrayList<>();

  @BeforeEach
  void start() {
    environment.addAll(List.of("env", "-i", "PATH=" + System.getenv("PATH")));
  }

  private static String jdk() {
    return System.getProperty("java.home");
  }

  private Bench.Ended maven(String... variables) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(environment);
    command.addAll(List.of(variables));
    command.addAll(List.of("bash", "-c", MAVEN, Bench.checkout().toString(), jdk()));
    command.add(directory.toString());
    return new Shell(directory).run(command).requireExitCode(0);
  }

  private Bench.Ended setUp(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Bench.checkout().resolve("harness/bench").toString());
    command.add("setup");
    command.addAll(List.of(arguments));
    return new Shell(directory).run(command).requireExitCode(2);
  }

  @Test
  void aChangedProfileAsksForANewBuild() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(environment);
    command.addAll(List.of("bash", "-c", CHANGE, Bench.checkout().toString()));
    command.add(directory.resolve("checkout").toString());
    Bench.Ended said = new Shell(directory).run(command).requireExitCode(0);
    assertEquals("found\nstale\n", said.out());
  }

  @Test
  void mavenGoesThroughTheProxyOfTheEnvironment() throws IOException, InterruptedException {
    String file = "--file " + Bench.checkout().resolve("pom.xml") + " ";
    assertEquals(file + "verify\n", maven().out());
    maven("HTTPS_PROXY=http://proxy.example:3128/", "NO_PROXY=.local, repo.example")
        .requireOut(file + "-Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128 ")
        .requireOut("-Dhttp.nonProxyHosts=localhost|127.*|*.local|repo.example ");
    maven("https_proxy=proxy.example")
        .requireOut("-Dhttps.proxyPort=80 -Dhttp.nonProxyHosts=localhost|127.* ");
  }

  @Test
  void whatMavenIsToldComesFirstAndNoPasswordIsPassedOn() throws IOException, InterruptedException {
    String proxy = "HTTPS_PROXY=http://proxy.example:3128";
    Bench.Ended told = maven(proxy, "MAVEN_OPTS=-Dhttps.proxyHost=another.example");
    assertFalse(told.out().contains("proxy.example"), told::toString);
    Bench.Ended secret = maven("HTTPS_PROXY=http://me:secret@proxy.example:3128");
    secret.requireErr("takes a proxy from ~/.m2/settings.xml");
    assertFalse(secret.toString().contains("secret"), secret::toString);
  }

  @Test
  void mavenTrustsTheCertificatesOfTheEnvironment()
      throws IOException, InterruptedException, GeneralSecurityException {
    Shell shell = new Shell(directory);
    String tool = jdk() + "/bin/keytool";
    String keys = "-keystore keys -storepass changeit -alias own";
    shell.ask((tool + " -genkeypair -keyalg EC -dname CN=own " + keys).split(" "));
    String bundle = shell.ask((tool + " -exportcert -rfc " + keys).split(" "));
    Path file =
        Files.writeString(directory.resolve("own ca.pem"), "# own\n" + bundle + "\n" + bundle);
    Path store = directory.resolve("trust.jks");
    maven("SSL_CERT_FILE=" + file).requireOut("-Djavax.net.ssl.trustStore=" + store + " verify");

    KeyStore trusted = KeyStore.getInstance("JKS");
    try (InputStream in = Files.newInputStream(store)) {
      trusted.load(in, null);
    }
    KeyStore own =
        KeyStore.getInstance(directory.resolve("keys").toFile(), "changeit".toCharArray());
    assertEquals(2, trusted.size());
    for (String alias : Collections.list(trusted.aliases())) {
      assertTrue(trusted.isCertificateEntry(alias), alias);
      assertEquals(own.getCertificate("own"), trusted.getCertificate(alias));
    }
  }

  @Test
  void saysWhatIsNoneOfItsCarriedFolders() throws IOException, InterruptedException {
    setUp("--from").requireErr("FOLDER, --from FOLDER or nothing, got '--from'");
    setUp("--backend", "torch")
        .requireErr("setup: expected --backend torch-cpu or torch-cuda, --download ");
    setUp("--from", "a", "--download", "b").requireErr("or nothing, got '--download b'");
    setUp("--from", "nowhere").requireErr("has filled to the end, got nowhere");
    Path folder = Files.createDirectories(directory.resolve("carried/app/0123456789ab"));
    setUp("--from", "carried").requireErr("has filled to the end, got carried");
    Files.writeString(folder.resolve("built-from"), "0123  -\n");
    Files.createFile(directory.resolve("carried/SHA256SUMS"));
    setUp("--from", "carried").requireErr("was built from other sources than those here");
    Path mine = Files.createFile(directory.resolve("carried/mine"));
    setUp("--download", "carried").requireErr("a download before, got one with " + mine);
    setUp("--download", mine.toString()).requireErr("cannot make the folder " + mine);
  }
}
