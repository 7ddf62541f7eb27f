package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages of documentation say what the program prints, and their links lead somewhere. To renew
 * a table, paste the output of the command that stands above it.
 */
final class ReadmeTest {
  private static final Path HOME = Path.of(System.getProperty("planetbench.home"));

  private static final List<String> PAGES =
      List.of(
          "README.md",
          "suites/README.md",
          "agents/README.md",
          "results/README.md",
          "harness/README.md",
          "ci/README.md",
          "CONTRIBUTING.md",
          "CHANGELOG.md");

  private static final Pattern TABLE =
      Pattern.compile(
          "<!-- bench (list [a-z]+ --format markdown) -->\n(.*?)<!-- end -->", Pattern.DOTALL);

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

  @Test
  void tablesAreWhatTheProgramPrints() throws IOException {
    List<String> commands = new ArrayList<>();
    for (String page : PAGES) {
      Matcher matcher = TABLE.matcher(read(page));
      while (matcher.find()) {
        String command = matcher.group(1);
        assertEquals(printed(command.split(" ")), matcher.group(2), page + ": " + command);
        commands.add(command.split(" ", -1)[1]);
      }
    }
    assertEquals(
        List.of("tasks", "variants", "planners", "recipes", "settings", "profiles"), commands);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    int links = 0;
    for (String page : PAGES) {
      Matcher matcher = LINK.matcher(read(page));
      while (matcher.find()) {
        if (!matcher.group(1).startsWith("https:")) {
          requireTarget(page, matcher.group(1));
          links++;
        }
      }
    }
    assertTrue(links > 40, () -> "expected to have found the links of all pages");
  }

  private static void requireTarget(String page, String link) throws IOException {
    String[] parts = link.split("#", -1);
    Path from = Path.of(page);
    Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
    assertTrue(Files.exists(HOME.resolve(target)), () -> page + ": there is no " + target);
    if (parts.length > 1) {
      assertTrue(
          headings(target.toString()).contains(parts[1]),
          () -> page + ": no heading of " + target + " is #" + parts[1]);
    }
  }

  /** As GitHub makes them out of headings. */
  private static List<String> headings(String page) throws IOException {
    return HEADING
        .matcher(read(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(words -> words.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  /** A newcomer reads it in minutes. */
  @Test
  void theFrontPageIsShort() throws IOException {
    try (Stream<String> lines = Files.lines(HOME.resolve("README.md"))) {
      assertTrue(lines.count() <= 150);
    }
  }

  private static String read(String page) throws IOException {
    return Files.readString(HOME.resolve(page));
  }

  private static String printed(String... arguments) {
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertEquals(0, Main.execute(arguments));
    } finally {
      System.setOut(console);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
