package org.planetbench.ci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every shell script of the project. */
final class ScriptsIT {
  /**
   * A reader that ends before its input does: the writer then dies of a closed pipe, and under
   * pipefail that, at random, is the status of both.
   */
  static final Pattern READER_THAT_ENDS_EARLY =
      Pattern.compile(
          "(?<!\\|)\\|&?\\s*\\\\?\\s*(command +)?"
              + "([efz]?grep\\s([^|;]*\\s)?(-[a-zA-Z]*[qm]|--quiet|--silent|--max-count)"
              + "|head\\b|sed\\s[^|]*[0-9/;{]\\s*q(['\"};]|\\s|$)|awk\\s[^|]*\\bexit\\b|read\\b|true\\b|:(\\s|$))");

  static List<Path> scripts() throws IOException {
    List<Path> scripts = new ArrayList<>();
    for (String folder : List.of(".ci", "ci", "harness/bench", "harness/setup")) {
      try (Stream<Path> tree = Files.walk(Bench.checkout().resolve(folder))) {
        for (Path file : tree.filter(Files::isRegularFile).filter(ScriptsIT::isText).toList()) {
          String first = Files.readString(file).lines().findFirst().orElse("");
          if (first.startsWith("#!/usr/bin/env bash") || first.startsWith("# shellcheck shell=")) {
            scripts.add(file);
          }
        }
      }
    }
    return scripts;
  }

  private static boolean isText(Path file) {
    String path = Bench.checkout().relativize(file).toString();
    return !path.contains("/src/") && !path.contains("/target/");
  }

  @Test
  void thereAreScripts() throws IOException {
    List<String> names =
        scripts().stream().map(file -> Bench.checkout().relativize(file).toString()).toList();
    for (String name : List.of(".ci/run", "ci/gate.sh", "harness/bench", "harness/setup/main.sh")) {
      assertTrue(names.contains(name), names::toString);
    }
  }

  @Test
  void noPipeEndsInAReaderThatEndsEarly() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path script : scripts()) {
      String code = withoutComments(Files.readString(script)).replace("\\\n", " ");
      code.replaceAll("\\|\\s*\n\\s*", "| ")
          .lines()
          .filter(line -> READER_THAT_ENDS_EARLY.matcher(line).find())
          .forEach(line -> found.add(script.getFileName() + ": " + line.strip()));
    }
    assertEquals(List.of(), found);
  }

  private static String withoutComments(String text) {
    return text.replaceAll("(?m)(^|\\s)#.*$", "");
  }

  @Test
  void theRuleKnowsSuchReaders() {
    for (String line :
        List.of(
            "git log | grep -qi '^Result-affecting'",
            "git log |grep -E -q x",
            "git log | grep --quiet x",
            "git log | grep -m 1 x",
            "ls | head -1",
            "cat f | sed -n '/x/{p;q}'",
            "cat f | awk '{print; exit}'",
            "ps | read -r line")) {
      assertTrue(READER_THAT_ENDS_EARLY.matcher(line).find(), line);
    }
    for (String line :
        List.of(
            "git log | grep -c x",
            "grep -q x file || true",
            "grep -q x <<<\"$text\"",
            "find . -print0 | while IFS= read -rd '' file; do :; done",
            "a || head -1 file",
            "sort | sed 's/q/x/'")) {
      assertFalse(READER_THAT_ENDS_EARLY.matcher(line).find(), line);
    }
  }

  @Test
  void eachStopsAtItsFirstErrorAndParses() throws IOException, InterruptedException {
    for (Path script : scripts()) {
      String text = Files.readString(script);
      assertTrue(
          text.contains("\nset -euo pipefail\n") || text.startsWith("# shellcheck shell="),
          script::toString);
      new Shell(Path.of(System.getProperty("java.io.tmpdir")))
          .run("bash", "-n", script.toString())
          .requireExitCode(0);
    }
  }
}
