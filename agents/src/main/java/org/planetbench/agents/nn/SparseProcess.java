package org.planetbench.agents.nn;

import java.util.List;

/**
 * A step of a Gaussian process state-space model (Doerr et al. 2018, PR-SSM; world-models-spec
 * section 5.1): one sparse Gaussian process for each dimension of z, of identity mean, with one
 * kernel and the same inducing inputs for all.
 *
 * <pre>
 *   k(a, b) = s^2 exp(-1/2 sum over j of (a_j - b_j)^2 / l_j^2)      a, b: z and the action
 *   mean_d = z_d + k^T K^-1 m_d                                      k: of the input and all Z
 *   variance_d = s^2 - k^T K^-1 k + sum over p of (K^-1 k)_p^2 S_pd + process variance_d
 * </pre>
 *
 * with inducing outputs of N(m_d, diag S_d), not whitened. All is computed in double precision, on
 * the host.
 */
public final class SparseProcess {
  private final ProcessWeights weights;

  /**
   * @param points how many inducing inputs
   * @param outputs width of z
   * @param actions width of the action
   */
  public SparseProcess(ParameterSet set, String name, int points, int outputs, int actions) {
    weights = set.mirror(new ProcessWeights(set, name, points, outputs + actions, outputs));
  }

  /** What is expected one step later [rows, outputs]. */
  public Gaussian apply(Tape tape, Rows z, Rows action) {
    ProcessColumns columns = columns(z.rows());
    columns.read(0, z.read());
    columns.read(weights.outputs, action.read());
    columns.compute();
    List<Rows> y =
        tape.backend()
            .computedOnHost(
                tape,
                List.of(z, action),
                List.of(columns.means(), columns.deviations()),
                (results, inputs) ->
                    columns.backward(
                        results, inputs, tape.trainsWeights() ? gradient(tape) : null));
    return new Gaussian(y.getFirst(), y.getLast());
  }

  private ProcessGradient gradient(Tape tape) {
    return weights.gradients[tape.shard().number()];
  }

  /** Room for predictions, always of the weights as they are. */
  public ProcessColumns columns(int width) {
    return new ProcessColumns(weights, width);
  }

  /**
   * The loss scale * KL(q(inducing outputs) || N(0, K)), summed over dimensions.
   *
   * @return the nats
   */
  public double divergence(Tape tape, double scale) {
    double nats = 0;
    double[][] inverse = weights.solved.inverse();
    double[][] solved = solvedMeans();
    for (int d = 0; d < weights.outputs; d++) {
      double sum = weights.solved.logDeterminant() - weights.points;
      for (int p = 0; p < weights.points; p++) {
        double s = weights.variance[p][d];
        sum += inverse[p][p] * s + weights.mean[p][d] * solved[p][d] - StrictMath.log(s);
      }
      nats += sum / 2;
    }
    tape.record(() -> divergenceGradient(gradient(tape), solved, scale));
    return nats;
  }

  /** K^-1 m [points, outputs]. */
  private double[][] solvedMeans() {
    double[][] solved = new double[weights.points][weights.outputs];
    for (int p = 0; p < weights.points; p++) {
      for (int q = 0; q < weights.points; q++) {
        for (int d = 0; d < weights.outputs; d++) {
          solved[p][d] += weights.solved.inverse()[p][q] * weights.mean[q][d];
        }
      }
    }
    return solved;
  }

  /** Of K: half of sum over d of K^-1 - K^-1 (S_d + m_d m_d^T) K^-1. */
  private void divergenceGradient(ProcessGradient gradient, double[][] solved, double scale) {
    double[][] inverse = weights.solved.inverse();
    for (int p = 0; p < weights.points; p++) {
      for (int d = 0; d < weights.outputs; d++) {
        gradient.mean[p][d] += scale * solved[p][d];
        gradient.variance[p][d] += scale * (inverse[p][p] - 1 / weights.variance[p][d]) / 2;
      }
      for (int q = 0; q < weights.points; q++) {
        double sum = weights.outputs * inverse[p][q];
        for (int d = 0; d < weights.outputs; d++) {
          sum -= solved[p][d] * solved[q][d];
          for (int r = 0; r < weights.points; r++) {
            sum -= inverse[p][r] * weights.variance[r][d] * inverse[r][q];
          }
        }
        gradient.kernel[p][q] += scale * sum / 2;
      }
    }
  }
}
