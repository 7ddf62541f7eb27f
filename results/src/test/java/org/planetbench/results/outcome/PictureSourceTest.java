package org.planetbench.results.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.results.claims.Claims;
import org.planetbench.results.reference.References;
import org.planetbench.results.report.Report;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;

final class PictureSourceTest {
  private static final String HERE = "0123456789ab".repeat(6).substring(0, 64);
  private static final String THERE = "fedcba987654".repeat(6).substring(0, 64);

  @TempDir private Path temporary;

  private RunRecord run(long seed, String version, String fingerprint) throws IOException {
    RunFolder folder =
        new SyntheticRuns(temporary).add("cheetah_run", "rssm", seed, 400, RunStatus.FINISHED);
    Path file = folder.path().resolve("run.json");
    String facts =
        "\"gl.renderer\": \"llvmpipe\", \"gl.version\": \"%s\", \"gl.pictures_sha256\": \"%s\","
            .formatted(version, fingerprint);
    String json = Files.readString(file);
    Files.writeString(file, json.replaceFirst("(\"provenance\"\\s*:\\s*\\{)", "$1" + facts));
    return folder.readRecord();
  }

  @Test
  void namesWhatDiffersBetweenTwoRenderers() throws IOException {
    RunRecord a = run(1, "Mesa 22.3.6", HERE);
    RunRecord b = run(2, "Mesa 25.0.1", THERE);
    assertEquals(
        Optional.of(
            "draw different pictures of equal scenes: gl.version Mesa 22.3.6 and Mesa 25.0.1;"
                + " gl.pictures_sha256 0123456789ab and fedcba987654"),
        PictureSource.difference(a, b));
  }

  @Test
  void anotherVersionThatDrawsTheSameIsNoDifference() throws IOException {
    RunRecord a = run(1, "Mesa 22.3.6", HERE);
    assertEquals(Optional.empty(), PictureSource.difference(a, run(2, "Mesa 25.0.1", HERE)));
  }

  @Test
  void theReportWarnsAndSaysWhichRuns() throws IOException {
    run(1, "Mesa 22.3.6", HERE);
    run(2, "Mesa 25.0.1", THERE);
    run(3, "Mesa 25.0.1", THERE);
    new Report(References.none(), Claims.none()).write(temporary, temporary.resolve("report"));
    List<String> warnings = Files.readAllLines(temporary.resolve("report/tables/warnings.csv"));
    List<String> told =
        warnings.stream().filter(row -> row.contains("different pictures")).toList();
    assertEquals(1, told.size(), warnings::toString);
    assertTrue(told.getFirst().contains("it and cheetah_run-rssm-s1 draw"), told::toString);
    assertTrue(told.getFirst().endsWith("cheetah_run-rssm-s2 cheetah_run-rssm-s3"), told::toString);
  }
}
