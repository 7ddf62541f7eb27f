package org.planetbench.harness.run;

import java.util.Locale;
import java.util.SequencedMap;
import org.planetbench.agents.Decision;
import org.planetbench.agents.Phase;
import org.planetbench.agents.RandomStreams;
import org.planetbench.agents.RandomStreams.Purpose;
import org.planetbench.agents.Witness;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.RunSink;
import org.planetbench.results.run.certificate.ContentHash;
import org.planetbench.suites.Pixels;
import org.planetbench.suites.TimeStep;

/**
 * Certifies what goes in and out of each stage while the loop works: knows where the loop is,
 * hashes what it is shown, and keeps nothing.
 */
final class Certifier implements Witness {
  /**
   * Update steps between two hashes of all parameters, beside the last update before each episode.
   * One takes 1 ms for the smallest recipe, 13 ms for the paper's: 0.1 % of an update then.
   */
  static final int PARAMETERS_EVERY = 10;

  private final RunSink sink;
  private final ContentHash hash = new ContentHash();
  private String place = "";
  private int agentStep;

  Certifier(RunSink sink) {
    this.sink = sink;
  }

  /** An episode begins. */
  void begin(Phase phase, int episode, TimeStep first) {
    place = phase.key() + "/" + episode;
    agentStep = 0;
    environment(first);
  }

  /** What the agent decided, and what became of it. */
  void step(Decision decision, TimeStep next) {
    certify(CertificateStage.PLANNER, atStep(), hash.add(decision.action()));
    agentStep++;
    environment(next);
  }

  /** The renderer's picture is apart: another library makes it. */
  private void environment(TimeStep step) {
    hash.add(step.reward()).add(step.last());
    for (double[] numbers : step.observation().state().values()) {
      hash.add(numbers);
    }
    certify(CertificateStage.ENVIRONMENT, atStep(), hash);
    if (step.observation().pixels().isPresent()) {
      Pixels picture = step.observation().pixels().get();
      hash.add(picture.height()).add(picture.width()).add(picture.rgb());
      certify(CertificateStage.RENDERER, atStep(), hash);
    }
  }

  /** What is told from here on belongs to this update. */
  void update(long updateStep) {
    place = "update/" + updateStep;
  }

  /** The trained numbers after an update; 0 for those that it all begins with. */
  void parameters(SequencedMap<String, float[]> parameters) {
    if (!parameters.isEmpty()) {
      parameters.forEach((name, values) -> hash.add(name).add(values));
      certify(CertificateStage.PARAMETERS, place, hash);
    }
  }

  @Override
  public void believed(float[]... belief) {
    for (float[] part : belief) {
      hash.add(part);
    }
    certify(CertificateStage.BELIEF, atStep(), hash);
  }

  @Override
  public void drew(Purpose purpose, long index, long next) {
    String stream = RandomStreams.place(index) + "/" + purpose.name().toLowerCase(Locale.ROOT);
    certify(CertificateStage.DRAWS, stream, hash.add(next));
  }

  @Override
  public void sampled(int[] episodes, int[] offsets) {
    for (int i = 0; i < episodes.length; i++) {
      hash.add(episodes[i]).add(offsets[i]);
    }
    certify(CertificateStage.REPLAY, place, hash);
  }

  private String atStep() {
    return place + "/" + agentStep;
  }

  private void certify(CertificateStage stage, String position, ContentHash content) {
    sink.certify(stage, position, content.finish());
  }
}
