package org.planetbench.harness.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * README's tables are what {@code bench list} prints. To renew one, paste the output of the command
 * that stands above it.
 */
final class ReadmeTest {
  private static final Pattern TABLE =
      Pattern.compile(
          "<!-- bench (list [a-z]+ --format markdown) -->\n(.*?)<!-- end -->", Pattern.DOTALL);

  @Test
  void tablesAreWhatTheProgramPrints() throws IOException {
    Path readme = Path.of(System.getProperty("planetbench.home"), "README.md");
    Matcher matcher = TABLE.matcher(Files.readString(readme));
    int tables = 0;
    while (matcher.find()) {
      assertEquals(printed(matcher.group(1).split(" ")), matcher.group(2), matcher.group(1));
      tables++;
    }
    assertEquals(5, tables, "tables in README");
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
