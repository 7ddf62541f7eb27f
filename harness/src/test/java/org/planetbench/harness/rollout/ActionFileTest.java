package org.planetbench.harness.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planetbench.results.run.file.MalformedFileException;

final class ActionFileTest {
  @TempDir private Path folder;

  private List<double[]> read(String text) throws IOException {
    return ActionFile.read(Files.writeString(folder.resolve("actions.csv"), text), 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "action_0,action_1\n-0.0,1e-05\n3,.5\n",
        "action_0,action_1\r\n-0.0, 1.0E-5\r\n+3.0 ,5e-1\r\n",
        "\uFEFFaction_0,action_1\n\"-0.0\",0.00001\n3.,0.5"
      })
  void readsWhatPythonRExcelAndJavaWrite(String text) throws IOException {
    List<double[]> actions = read(text);
    assertEquals(2, actions.size());
    assertArrayEquals(new double[] {-0.0, 1e-5}, actions.get(0));
    assertArrayEquals(new double[] {3, 0.5}, actions.get(1));
  }

  @Test
  void writesTheShortestTextThatReadsBackToTheSameBits() throws IOException {
    List<double[]> actions =
        List.of(
            new double[] {0.1 + 0.2, -0.0},
            new double[] {Double.MIN_VALUE, 1e23},
            new double[] {1, 1e7});
    Path file = folder.resolve("actions.csv");
    ActionFile.table(2).write(file, actions);
    assertEquals(
        "action_0,action_1\n0.30000000000000004,-0.0\n4.9E-324,1.0E23\n1.0,1.0E7\n",
        Files.readString(file));
    List<double[]> read = ActionFile.read(file, 2);
    for (int i = 0; i < actions.size(); i++) {
      assertArrayEquals(actions.get(i), read.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2\\n | :1: expected the columns action_0,action_1, got 1,2",
        "action_0\\n1\\n | :1: expected the columns action_0,action_1, got action_0 (missing: action_1)",
        "action_1,action_0\\n1,2\\n | :1: expected the columns",
        "action_0,action_1\\n | expected a row for each environment step",
        "action_0,action_1\\n1,2\\n1\\n | :3: expected 2 fields, got 1",
        "action_0,action_1\\n1,2\\n\\n1,2\\n | :3: expected a row, got an empty line",
        "action_0,action_1\\n1,2\\n1,nan\\n | :3: action_1: expected a finite number such as",
        "action_0,action_1\\n1,NaN\\n | :2: action_1: expected a finite number",
        "action_0,action_1\\nInfinity,1\\n | :2: action_0: expected a finite number",
        "action_0,action_1\\n1e999,1\\n | :2: action_0: expected a finite number",
        "action_0,action_1\\n0x1p3,1\\n | :2: action_0: expected a finite number",
        "action_0,action_1\\n1d,1\\n | :2: action_0: expected a finite number",
        "action_0,action_1\\n,1\\n | :2: action_0: expected a finite number",
      })
  void namesTheLineAndWhatIsWrong(String text, String said) {
    String message =
        String.valueOf(
            assertThrows(MalformedFileException.class, () -> read(text.replace("\\n", "\n")))
                .getMessage());
    assertTrue(message.startsWith(folder.resolve("actions.csv").toString()), message);
    assertTrue(message.contains(said), message);
  }
}
