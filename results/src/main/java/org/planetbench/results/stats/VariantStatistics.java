package org.planetbench.results.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Agarwal et al. 2021 propose to say of a variant's scores over tasks and seeds.
 *
 * @param improvement over the variant that all are compared with; empty for that one
 */
public record VariantStatistics(
    String variant,
    int tasks,
    Estimate interquartileMean,
    Estimate mean,
    Estimate median,
    Estimate optimalityGap,
    Optional<Estimate> improvement) {

  /**
   * Of each variant, in the map's order.
   *
   * @param variants all on the same tasks
   * @param base one of them
   * @param gamma the score that the optimality gap asks for
   */
  public static List<VariantStatistics> of(
      Map<String, Scores> variants, String base, double gamma, Bootstrap bootstrap) {
    Scores baseScores = variants.get(base);
    if (baseScores == null) {
      throw new IllegalArgumentException(
          "expected a variant of " + variants.keySet() + ", got " + base);
    }
    List<VariantStatistics> all = new ArrayList<>();
    variants.forEach(
        (variant, scores) -> {
          List<Estimate> estimates =
              bootstrap.estimate(
                  scores,
                  List.of(
                      Aggregate.INTERQUARTILE_MEAN,
                      Aggregate.MEAN,
                      Aggregate.MEDIAN,
                      Aggregate.optimalityGap(gamma)));
          all.add(
              new VariantStatistics(
                  variant,
                  scores.tasks().size(),
                  estimates.get(0),
                  estimates.get(1),
                  estimates.get(2),
                  estimates.get(3),
                  variant.equals(base)
                      ? Optional.empty()
                      : Optional.of(bootstrap.probabilityOfImprovement(scores, baseScores))));
        });
    return all;
  }

  public int seeds() {
    return interquartileMean.seeds();
  }
}
