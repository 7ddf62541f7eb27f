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
      mkdir -p "$root"/{.mvn,{suites,agents,results,harness}/src/main} "$root"/harness/{profiles,target} "$bench/app/one"
      touch "$root"/{,suites/,agents/,results/,harness/}pom.xml
      source "$checkout/harness/setup/parts.sh"
      echo one >"$root/harness/target/bench.build"
      find_build && echo found
      chmod 600 "$root/pom.xml"
      sources_hash >"$bench/app/one/built-from"
      find_build && echo the same
      echo edited >"$root/harness/profiles/mine.yaml"
      touch -d '1 hour ago' "$root/harness/profiles/mine.yaml"
      find_build || echo stale
      """;

  /** All of the set-up, of a checkout with one profile; what it asks of the machine is there. */
  private static final String SET_UP =
      """
      set -euo pipefail
      checkout=$0 root=$1 bench=$1/.bench jdk=/none
      mkdir -p "$root"/{.mvn,{suites,agents,results,harness}/src/main} "$bench/log"
      mkdir -p "$root"/harness/{profiles,target}
      touch "$root"/{,suites/,agents/,results/,harness/}pom.xml "$root/harness/profiles/one.yaml"
      for part in progress machine network parts torch torch-cuda carry main; do
        source "$checkout/harness/setup/$part.sh"
      done
      is_ready() { :; }
      find_jdk() { :; }
      """;

  private static final String DOWNLOAD =
      """
      echo one >"$root/harness/target/bench.build"
      download_wheels() { ls nowhere; echo went on; }
      run_setup --download "$root/carried"
      echo went on
      """;

  /** A step is a process of its own, which tells nobody what it built. */
  private static final String DOWNLOAD_OF_A_NEW_BUILD =
      """
      is_ready() { return 1; }
      build() { mkdir -p "$bench/app/new" && echo hash >"$bench/app/new/built-from" && echo new >"$root/harness/target/bench.build"; }
      set_up() { (build); }
      download_wheels() { mkdir -p "$1"; }
      link_java() { mkdir "$1"; }
      app=$bench/app/old
      run_setup --download "$root/carried"
      ls "$root/carried/app"
      """;

  /** Of two builds that are carried one is there, whole, and one was half-copied. */
  private static final String TAKE =
      """
      carried=$root/carried
      mkdir -p "$carried"/{java,app/{one,two}} "$bench/app"
      touch "$carried"/{java/release,app/{one,two}/{a,b}.jar}
      sources_hash | tee "$carried/app/one/built-from" >"$carried/app/two/built-from"
      cp -r "$carried/app/one" "$carried/app/two" "$bench/app"
      echo others >"$bench/app/one/built-from"
      touch -d 2001-01-01 "$bench/app/one/a.jar"
      rm "$bench/app/two/a.jar"
      find_jdk() { return 1; }
      take_carried
      find "$bench/app/one/a.jar" ! -newermt 2001-01-02 -printf 'left alone %f\n'
      cd "$bench" && ls -d app/*/* java/* carried.new 2>/dev/null || true
      cat "$root/harness/target/bench.build"
      """;

  private static final String MAVEN_ARGS_OF_A_TARGET =
      """
      mkdir -p "$root/carried/app/one" && touch "$root/carried/SHA256SUMS"
      sources_hash >"$root/carried/app/one/built-from"
      MAVEN_ARGS=--offline backend=
      set_up_from "$root/carried"
      """;

  private static final String NO_LOCKS =
      """
      flock() { echo 'flock: 9: No locks available' >&2 && return 71; }
      begin_work
      end_work
      echo went on
      """;

  private static final String LOCKED =
      """
      (flock 9 && touch "$root/locked" && sleep 2 && echo ended) 9>"$bench/lock" &
      until [[ -e $root/locked ]]; do sleep 0.1; done
      begin_work
      echo went on
      """;

  private static final String PIP =
      """
      mkdir -p "$bench/venv/bin"
      printf '#!/bin/sh\necho "$REQUESTS_CA_BUNDLE"' >"$bench/venv/bin/python"
      chmod +x "$bench/venv/bin/python"
      pip install
      echo "${REQUESTS_CA_BUNDLE-unset}"
      """;

  private static final String PACKAGES =
      """
      for tool in jdk gl fonts maven git osmesa; do eval "find_$tool() { :; }"; done
      find_python() { packages='known gone' detail='no Python' && return 1; }
      find_mlflow() { return 1; }
      has_package_lists() { :; }
      apt-cache() { [[ $2 == gone ]] || echo "Package: $2"; }
      list_packages
      """;

  private static final String ROOM =
      """
      mkdir -p "$bench/torch-cuda.new/wheels"
      du() { printf '1000\\t%s\\n' "${@: -1}"; }
      require_room() { echo "$1"; exit; }
      set_up_torch_cuda
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
    assertEquals("found\nthe same\nstale\n", said.out());
  }

  private Bench.Ended inSetUp(String script, String... variables)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(environment);
    command.addAll(List.of(variables));
    command.addAll(List.of("bash", "-c", SET_UP + script, Bench.checkout().toString()));
    command.add(directory.resolve("checkout").toString());
    return new Shell(directory).run(command);
  }

  @Test
  void aDownloadStopsAtItsFirstError() throws IOException, InterruptedException {
    Bench.Ended ended = inSetUp(DOWNLOAD).requireExitCode(4);
    ended.requireErr("set-up stopped at 'wheels-3.10', which may need the network");
    assertEquals("", ended.out());
  }

  @Test
  void aDownloadCarriesWhatItHasJustBuilt() throws IOException, InterruptedException {
    assertEquals("new\n", inSetUp(DOWNLOAD_OF_A_NEW_BUILD).requireExitCode(0).out());
  }

  @Test
  void takesWhatIsCarriedWholeOrNotAtAll() throws IOException, InterruptedException {
    assertEquals(
        """
        left alone a.jar
        app/one/a.jar
        app/one/b.jar
        app/one/built-from
        app/two/a.jar
        app/two/b.jar
        app/two/built-from
        java/release
        one
        """,
        inSetUp(TAKE).requireExitCode(0).out());
  }

  @Test
  void theMavenOfWhereABuildIsCarriedToDoesNotMatter() throws IOException, InterruptedException {
    inSetUp(MAVEN_ARGS_OF_A_TARGET).requireExitCode(0);
  }

  @Test
  void waitsForAnotherSetUpAndDoesWithoutALockWhereThereAreNone()
      throws IOException, InterruptedException {
    Bench.Ended waited = inSetUp(LOCKED).requireExitCode(0);
    waited.requireErr("another call is setting up: waiting for it");
    assertEquals("ended\nwent on\n", waited.out());
    Bench.Ended without = inSetUp(NO_LOCKS).requireExitCode(0);
    without.requireErr("lock, got 'flock: 9: No locks available'; going on without");
    assertFalse(without.err().contains("another call"), without::toString);
    assertEquals("went on\n", without.out());
  }

  @Test
  void pipAloneTrustsTheCertificatesOfTheEnvironment() throws IOException, InterruptedException {
    assertEquals("/own.pem\nunset\n", inSetUp(PIP, "SSL_CERT_FILE=/own.pem").out());
    Bench.Ended told = inSetUp(PIP, "SSL_CERT_FILE=/own.pem", "REQUESTS_CA_BUNDLE=/other.pem");
    assertEquals("/other.pem\n/other.pem\n", told.out());
  }

  @Test
  void namesNoPackageThatAptDoesNotKnow() throws IOException, InterruptedException {
    Bench.Ended ended = inSetUp(PACKAGES).requireExitCode(0);
    assertEquals("known\n", ended.out());
    ended.requireErr("python: no Python; expected a package gone, got none from apt-cache");
  }

  @Test
  void asksNoRoomForWheelsThatAreThere() throws IOException, InterruptedException {
    assertEquals("4400\n", inSetUp(ROOM).requireExitCode(0).out());
  }

  @Test
  void mavenGoesThroughTheProxyOfTheEnvironment() throws IOException, InterruptedException {
    String file = "--file " + Bench.checkout().resolve("pom.xml") + " ";
    assertEquals(file + "verify\n", maven().out());
    maven("HTTPS_PROXY=http://proxy.example:3128/", "NO_PROXY=.local, repo.example")
        .requireOut(file + "-Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128 ")
        .requireOut(
            "-Dhttp.nonProxyHosts=localhost|127.*|local|*.local|repo.example|*.repo.example ");
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
