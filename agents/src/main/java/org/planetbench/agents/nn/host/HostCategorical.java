package org.planetbench.agents.nn.host;

import org.planetbench.agents.nn.Categorical;
import org.planetbench.agents.nn.HostRows;
import org.planetbench.agents.nn.LatentDistribution.Divergence;
import org.planetbench.agents.nn.Tape;

/**
 * {@link Categorical} in loops, in double precision.
 *
 * @param logits [rows, variables * classes]
 */
record HostCategorical(HostRows logits, int classes) {
  static HostCategorical of(Categorical categorical) {
    return new HostCategorical(HostRows.of(categorical.logits()), categorical.classes());
  }

  HostRows sample(Tape tape, float[][] noise) {
    HostRows z = HostRows.zeros(tape, logits.rows(), logits.columns());
    double[] p = new double[logits.columns()];
    for (int i = 0; i < z.rows(); i++) {
      probabilities(i, p);
      for (int first = 0; first < p.length; first += classes) {
        z.value()[i][first + drawn(p, first, noise[i][first / classes])] = 1f;
      }
    }
    tape.record(() -> straightThrough(z));
    return z;
  }

  /** The last class where rounding leaves the sum below the number. */
  private int drawn(double[] p, int first, double number) {
    double sum = 0;
    for (int k = 0; k < classes - 1; k++) {
      sum += p[first + k];
      if (sum > number) {
        return k;
      }
    }
    return classes - 1;
  }

  /** dl_k += p_k (dz_k - sum over j of p_j dz_j), for each variable. */
  private void straightThrough(HostRows z) {
    double[] p = new double[logits.columns()];
    for (int i = 0; i < z.rows(); i++) {
      probabilities(i, p);
      float[] dz = z.gradient()[i];
      float[] dl = logits.gradient()[i];
      for (int first = 0; first < p.length; first += classes) {
        double mean = 0;
        for (int k = first; k < first + classes; k++) {
          mean += p[k] * dz[k];
        }
        for (int k = first; k < first + classes; k++) {
          dl[k] += (float) (p[k] * (dz[k] - mean));
        }
      }
    }
  }

  HostRows mode() {
    float[][] z = new float[logits.rows()][logits.columns()];
    for (int i = 0; i < z.length; i++) {
      float[] l = logits.value()[i];
      for (int first = 0; first < l.length; first += classes) {
        int best = first;
        for (int k = first + 1; k < first + classes; k++) {
          best = l[k] > l[best] ? k : best;
        }
        z[i][best] = 1f;
      }
    }
    return HostRows.constant(z);
  }

  Divergence divergence(
      Tape tape, HostCategorical p, double freeNats, double scale, double balance) {
    double[] logQ = new double[logits.columns()];
    double[] logP = new double[logits.columns()];
    return HostDivergence.of(
        tape,
        logits.rows(),
        freeNats,
        scale,
        balance,
        row -> {
          logProbabilities(row, logQ);
          p.logProbabilities(row, logP);
          double kl = 0;
          for (int first = 0; first < logQ.length; first += classes) {
            kl += divergence(logQ, logP, first);
          }
          return kl;
        },
        (row, qScale, pScale) -> {
          logProbabilities(row, logQ);
          p.logProbabilities(row, logP);
          divergenceGradient(logQ, logP, p, row, qScale, pScale);
        });
  }

  /** KL(q || p) = sum over k of q_k (ln q_k - ln p_k), of one variable. */
  private double divergence(double[] logQ, double[] logP, int first) {
    double sum = 0;
    for (int k = first; k < first + classes; k++) {
      sum += StrictMath.exp(logQ[k]) * (logQ[k] - logP[k]);
    }
    return sum;
  }

  /** dl_k of q: q_k (ln q_k - ln p_k - KL); of p: p_k - q_k. */
  private void divergenceGradient(
      double[] logQ, double[] logP, HostCategorical p, int row, double qScale, double pScale) {
    for (int first = 0; first < logQ.length; first += classes) {
      double kl = divergence(logQ, logP, first);
      for (int k = first; k < first + classes; k++) {
        double q = StrictMath.exp(logQ[k]);
        if (logits.hasGradient()) {
          logits.gradient()[row][k] += (float) (qScale * q * (logQ[k] - logP[k] - kl));
        }
        if (p.logits.hasGradient()) {
          p.logits.gradient()[row][k] += (float) (pScale * (StrictMath.exp(logP[k]) - q));
        }
      }
    }
  }

  private void probabilities(int row, double[] p) {
    logProbabilities(row, p);
    for (int k = 0; k < p.length; k++) {
      p[k] = StrictMath.exp(p[k]);
    }
  }

  /** Logits less the logarithm of the sum of their exponentials, variable by variable. */
  private void logProbabilities(int row, double[] logs) {
    float[] l = logits.value()[row];
    for (int first = 0; first < l.length; first += classes) {
      double most = l[first];
      for (int k = first + 1; k < first + classes; k++) {
        most = Math.max(most, l[k]);
      }
      double sum = 0;
      for (int k = first; k < first + classes; k++) {
        sum += StrictMath.exp(l[k] - most);
      }
      double all = most + StrictMath.log(sum);
      for (int k = first; k < first + classes; k++) {
        logs[k] = l[k] - all;
      }
    }
  }
}
