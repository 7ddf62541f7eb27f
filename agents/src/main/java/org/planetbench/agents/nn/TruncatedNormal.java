package org.planetbench.agents.nn;

import java.util.List;
import org.planetbench.agents.nn.kernel.StandardNormal;

/**
 * Actions of a normal distribution that is truncated to [-1, 1], each number for itself:
 * DreamerV2's policy (Hafner et al. 2021, common/nets.py and dists.py).
 *
 * <pre>
 *   m = tanh(r),   s = 2 sigmoid(t / 2) + 0.1           of raw numbers r, t
 *   a = (-1 - m) / s,   b = (1 - m) / s,   M = P(b) - P(a)
 *   x = m + s z,   P(z) = P(a) + u M                    of u uniform in [0, 1)
 * </pre>
 *
 * P is the standard normal distribution and p its density. Inverting the distribution gives the
 * gradient of what the noise draws, which is that of implicit reparametrisation, as TensorFlow
 * Probability has it:
 *
 * <pre>
 *   v = (1 - u) p(a) / p(z),   w = u p(b) / p(z)
 *   dx/dm = 1 - v - w,   dx/ds = z - v a - w b
 * </pre>
 *
 * As there, a sample is at least 1e-6 from a bound, which its gradient does not know of. Everything
 * is computed on the host in double precision; m is within the bounds, so that M is never small.
 */
public final class TruncatedNormal implements ActionDistribution {
  private static final double SMALLEST_STD = 0.1;
  private static final double FARTHEST = 1 - 1e-6;
  private static final double HALF_LOG_TWO_PI_E = 1.4189385332046727;

  private final Rows raw; // [rows, 2 actionSize]: r, then t
  private final Cut[][] cuts; // [rows, actionSize]

  private TruncatedNormal(Rows raw, Cut[][] cuts) {
    this.raw = raw;
    this.cuts = cuts;
  }

  /** One number's distribution. */
  private record Cut(double mean, double std, double a, double b, double belowA, double mass) {
    static Cut of(double mean, double std) {
      double a = (-1 - mean) / std;
      double b = (1 - mean) / std;
      double belowA = StandardNormal.below(a);
      return new Cut(mean, std, a, b, belowA, StandardNormal.below(b) - belowA);
    }

    /** z */
    double standardised(double u) {
      return Math.clamp(StandardNormal.quantile(belowA + u * mass), a, b);
    }

    double sample(double z) {
      return Math.clamp(mean + std * z, -FARTHEST, FARTHEST);
    }

    double logDensity(double x) {
      return StandardNormal.logDensity((x - mean) / std) - StrictMath.log(std * mass);
    }

    double entropy() {
      return HALF_LOG_TWO_PI_E + StrictMath.log(std * mass) + moment() / (2 * mass);
    }

    /** a p(a) - b p(b), which is also what M gains with ln s. */
    private double moment() {
      return a * StandardNormal.density(a) - b * StandardNormal.density(b);
    }

    /** The entropy's derivative with respect to m. */
    double entropyOfMean() {
      double atA = StandardNormal.density(a);
      double atB = StandardNormal.density(b);
      double ofMass = (atA - atB) / std;
      double ofMoment = ((1 - b * b) * atB - (1 - a * a) * atA) / std;
      return (ofMass + 0.5 * ofMoment - 0.5 * moment() * ofMass / mass) / mass;
    }

    /** The same with respect to s. */
    double entropyOfStd() {
      double atA = StandardNormal.density(a);
      double atB = StandardNormal.density(b);
      double ofMass = moment() / std;
      double ofMoment = (b * (1 - b * b) * atB - a * (1 - a * a) * atA) / std;
      return 1 / std + (ofMass + 0.5 * ofMoment - 0.5 * moment() * ofMass / mass) / mass;
    }
  }

  /**
   * @param raw [rows, 2 actionSize]: r, then t
   */
  public static TruncatedNormal of(Rows raw) {
    float[][] read = raw.read();
    int size = raw.columns() / 2;
    Cut[][] cuts = new Cut[read.length][size];
    for (int i = 0; i < read.length; i++) {
      for (int j = 0; j < size; j++) {
        double mean = StrictMath.tanh(read[i][j]);
        cuts[i][j] = Cut.of(mean, 2 * sigmoid(read[i][size + j]) + SMALLEST_STD);
      }
    }
    return new TruncatedNormal(raw, cuts);
  }

  /** sigmoid(t / 2) */
  private static double sigmoid(double t) {
    return 1 / (1 + StrictMath.exp(-0.5 * t));
  }

  /** m */
  public double mean(int row, int number) {
    return cuts[row][number].mean;
  }

  /** s, from 0.1 to 2.1 */
  public double std(int row, int number) {
    return cuts[row][number].std;
  }

  private int size() {
    return raw.columns() / 2;
  }

  /**
   * @param noise uniform in [0, 1)
   */
  @Override
  public Rows sample(Tape tape, Rows noise) {
    float[][] u = noise.read();
    double[][] z = new double[u.length][size()];
    float[][] actions = new float[u.length][size()];
    for (int i = 0; i < u.length; i++) {
      for (int j = 0; j < size(); j++) {
        Cut cut = cuts[i][j];
        z[i][j] = cut.standardised(u[i][j]);
        actions[i][j] = (float) cut.sample(z[i][j]);
      }
    }
    return tape.backend()
        .computedOnHost(
            tape,
            List.of(raw),
            List.<float[][]>of(actions),
            (results, inputs) -> {
              float[][] d = results.getFirst();
              for (int i = 0; i < inputs.getFirst().length; i++) {
                for (int j = 0; j < size(); j++) {
                  Cut cut = cuts[i][j];
                  double half = 0.5 * z[i][j] * z[i][j];
                  double v = (1 - u[i][j]) * StrictMath.exp(half - 0.5 * cut.a * cut.a);
                  double w = u[i][j] * StrictMath.exp(half - 0.5 * cut.b * cut.b);
                  add(
                      inputs.getFirst()[i],
                      i,
                      j,
                      d[i][j] * (1 - v - w),
                      d[i][j] * (z[i][j] - v * cut.a - w * cut.b));
                }
              }
            })
        .getFirst();
  }

  /** From the gradients of m and s to those of r and t. */
  private void add(float[] gradient, int row, int number, double ofMean, double ofStd) {
    double m = mean(row, number);
    double half = 0.5 * (std(row, number) - SMALLEST_STD); // the sigmoid
    gradient[number] += (float) (ofMean * (1 - m * m));
    gradient[size() + number] += (float) (ofStd * half * (1 - half));
  }

  @Override
  public TruncatedNormal onHost() {
    return new TruncatedNormal(Rows.constant(raw.read()), cuts);
  }

  /** ln p(x) of a row's action, summed over its numbers. */
  public double logDensity(int row, float[] action) {
    double sum = 0;
    for (int j = 0; j < action.length; j++) {
      sum += cuts[row][j].logDensity(action[j]);
    }
    return sum;
  }

  /** Exact, whatever the noise. */
  @Override
  public double entropy(int row, float[] noise) {
    double sum = 0;
    for (int j = 0; j < size(); j++) {
      sum += cuts[row][j].entropy();
    }
    return sum;
  }

  @Override
  public void addEntropy(Tape tape, Rows noise, double scale) {
    tape.backend()
        .computedOnHost(
            tape,
            List.of(raw),
            List.<float[][]>of(new float[cuts.length][1]),
            (results, inputs) -> {
              for (int i = 0; i < inputs.getFirst().length; i++) {
                float d = results.getFirst()[i][0];
                for (int j = 0; j < size(); j++) {
                  Cut cut = cuts[i][j];
                  add(inputs.getFirst()[i], i, j, d * cut.entropyOfMean(), d * cut.entropyOfStd());
                }
              }
            })
        .getFirst()
        .addToGradient((float) -scale);
  }

  /** A row's likeliest action: m. */
  public float[] mode(int row) {
    float[] mode = new float[size()];
    for (int j = 0; j < mode.length; j++) {
      mode[j] = (float) mean(row, j);
    }
    return mode;
  }
}
