package org.planetbench.harness.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.certificate.CertificateRow;
import org.planetbench.results.run.certificate.Comparison;
import org.planetbench.results.run.csv.CsvRunSink;
import org.planetbench.results.run.csv.RunTable;
import org.planetbench.suites.Observation;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.TimeStep;

/** A difference planted into one stage is found at that stage. */
final class CertifierTest {
  @TempDir Path directory;

  /** Everything a small run goes through, to be changed in one place. */
  private static final class Script {
    double reward = 0.5;
    double[] state = {0.1, 0.2};
    byte[] picture = {1, 2, 3};
    float[] belief = {0.25f, -1};
    double[] action = {0.5};
    long nextDraw = 77;
    int[] episodes = {0, 0};
    int[] offsets = {4, 9};
    double loss = 3.5;
    double updateMs = 10;
    float[] parameters = new float[10_000];
    double predictionError = 0.01;
    double episodeReturn = 0.5;
    double wallClockS = 3;

    private TimeStep step(double paid, boolean last, byte[] rgb) {
      Map<String, double[]> observed = new LinkedHashMap<>();
      observed.put("position", state);
      return new TimeStep(
          paid, last, new Observation(observed, Optional.of(new Pixels(1, 1, rgb))));
    }

    void play(CsvRunSink sink) {
      Certifier certifier = new Certifier(sink);
      certifier.begin(Phase.COLLECT, 3, step(0, false, new byte[3]));
      certifier.believed(belief);
      certifier.step(new Decision(action, 1, 1, 1), step(reward, true, picture));
      certifier.drew(Purpose.PLANNER, RandomStreams.episode(Phase.COLLECT, 3), nextDraw);
      sink.episode(
          new EpisodeRow("collect", 3, 4, 1, 0, episodeReturn, 9, wallClockS, "dummy_counting"));
      certifier.update(20);
      certifier.sampled(episodes, offsets);
      sink.update(
          new UpdateRow(20, CellRunner.recorded(TestUpdates.of(loss, 1, 1, 1, 1, 0)), updateMs));
      LinkedHashMap<String, float[]> named = new LinkedHashMap<>();
      named.put("encoder/kernel", parameters);
      certifier.parameters(named);
      sink.model(new ModelRow(20, "held_out", 0, predictionError, 0, OptionalDouble.empty()));
    }
  }

  private List<CertificateRow> certificate(Consumer<Script> change) throws IOException {
    Script script = new Script();
    change.accept(script);
    RunFolder folder = RunFolder.create(directory, "cell");
    try (CsvRunSink sink = CsvRunSink.create(folder)) {
      script.play(sink);
      sink.commit();
    }
    return RunTable.CERTIFICATE.read(folder);
  }

  private void assertFound(CertificateStage stage, String position, Consumer<Script> change)
      throws IOException {
    Comparison.Diverged diverged =
        assertInstanceOf(
            Comparison.Diverged.class,
            Comparison.of(Rows.of(certificate(script -> {})), Rows.of(certificate(change))));
    assertEquals(stage, diverged.one().orElseThrow().stage());
    assertEquals(position, diverged.one().orElseThrow().position());
  }

  @Test
  void aRewardInTheLastBitIsTheEnvironment() throws IOException {
    assertFound(CertificateStage.ENVIRONMENT, "collect/3/1", s -> s.reward = Math.nextUp(s.reward));
    assertFound(CertificateStage.ENVIRONMENT, "collect/3/0", s -> s.state[1] = 0.3);
  }

  @Test
  void aBitOfAPixelIsTheRenderer() throws IOException {
    assertFound(CertificateStage.RENDERER, "collect/3/1", s -> s.picture[2] ^= 1);
  }

  @Test
  void aBeliefIsTheModel() throws IOException {
    assertFound(CertificateStage.BELIEF, "collect/3/0", s -> s.belief[0] = 0.26f);
  }

  @Test
  void anActionIsThePlanner() throws IOException {
    assertFound(CertificateStage.PLANNER, "collect/3/0", s -> s.action[0] = -0.5);
  }

  @Test
  void aNumberDrawnTooManyIsTheStream() throws IOException {
    assertFound(CertificateStage.DRAWS, "collect/3/planner", s -> s.nextDraw = 78);
  }

  @Test
  void anotherChunkIsTheReplay() throws IOException {
    assertFound(CertificateStage.REPLAY, "update/20", s -> s.offsets[1] = 8);
    assertFound(CertificateStage.REPLAY, "update/20", s -> s.episodes[0] = 1);
  }

  @Test
  void anotherLossIsTheLearner() throws IOException {
    assertFound(CertificateStage.LOSSES, "update/20", s -> s.loss = Math.nextUp(s.loss));
  }

  @Test
  void aParameterIsTheLearner() throws IOException {
    assertFound(CertificateStage.PARAMETERS, "update/20", s -> s.parameters[9_999] = 1e-20f);
  }

  @Test
  void anotherPredictionIsTheDiagnosis() throws IOException {
    assertFound(CertificateStage.DIAGNOSIS, "update/20/held_out/0", s -> s.predictionError = 0.02);
  }

  @Test
  void aReturnThatNoRewardExplainsIsTheRecord() throws IOException {
    assertFound(CertificateStage.EPISODE, "collect/3", s -> s.episodeReturn = 0.6);
  }

  @Test
  void timesAreNoDifference() throws IOException {
    List<CertificateRow> slower =
        certificate(
            s -> {
              s.updateMs = 99;
              s.wallClockS = 999;
            });
    assertEquals(
        new Comparison.Equal(12), Comparison.of(Rows.of(certificate(s -> {})), Rows.of(slower)));
  }
}
