package org.planetbench.results.run.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.SystemRow;

class SystemLogTest {
  private static final SystemRow FIRST = new SystemRow(1_000, 12.5, 2048, 50, 99.5, 512.25);
  private static final SystemRow SECOND = new SystemRow(2_000, 0, 0, 0, 199, 0);

  @TempDir Path runs;
  private RunFolder folder;

  @BeforeEach
  void createFolder() throws IOException {
    folder = RunFolder.create(runs, "cell");
  }

  @Test
  void aTornRowIsTakenFromTheEnd() throws IOException {
    new SystemLog(folder).add(FIRST);
    Files.writeString(folder.file("system.csv"), "1500,13.", StandardOpenOption.APPEND);
    new SystemLog(folder).add(SECOND);
    assertEquals(List.of(FIRST, SECOND), RunTable.SYSTEM.read(folder));
  }

  @Test
  void aFileOfLessThanItsFirstLineIsBegunAnew() throws IOException {
    Files.writeString(folder.file("system.csv"), "timest");
    new SystemLog(folder).add(FIRST);
    assertEquals(List.of(FIRST), RunTable.SYSTEM.read(folder));
  }
}
