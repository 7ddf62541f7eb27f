package org.planetbench.results.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a row of {@code certificate.csv} vouches for. Rows stand in the order of cause and effect,
 * so the first one that differs between two runs names the part of the system that began it.
 */
public enum CertificateStage {
  /** Reward, last flag and state observation after a reset or an agent step. */
  ENVIRONMENT("environment"),
  /** The picture of it. */
  RENDERER("renderer"),
  /** The latent state that a decision is planned from. */
  BELIEF("model: encoder and filter"),
  /** The action decided on. */
  PLANNER("planner"),
  /** The next number of a random stream when its episode or update is done with it. */
  DRAWS("random streams: seed or number of draws"),
  /** The chunks of a batch: episode and offset of each. */
  REPLAY("replay"),
  /** A row of {@code updates.csv} but for its time. */
  LOSSES("learner: loss and gradient"),
  /** All trained parameters. */
  PARAMETERS("learner: parameters"),
  /** A row of {@code model.csv}. */
  DIAGNOSIS("model: open-loop predictions"),
  /** A row of {@code episodes.csv} but for its time. */
  EPISODE("record of an episode");

  private static final Map<String, CertificateStage> BY_ID =
      Arrays.stream(values()).collect(Collectors.toMap(CertificateStage::id, stage -> stage));

  private final String id = name().toLowerCase(Locale.ROOT); // a certificate has millions of them
  private final String part;

  CertificateStage(String part) {
    this.part = part;
  }

  /** The word in files: {@code environment}. */
  public String id() {
    return id;
  }

  /** For people: the part of the system that a first difference here points to. */
  public String part() {
    return part;
  }

  /** The stage of a word in a file. */
  public static Optional<CertificateStage> of(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }
}
