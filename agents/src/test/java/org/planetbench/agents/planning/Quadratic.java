package org.planetbench.agents.planning;

/** -(a - goal)' M (a - goal): a return whose best plan is known. M [n, n] is positive definite. */
record Quadratic(double[] goal, double[][] matrix) implements TrajectoryScorer {
  /** Every action for itself. */
  static Quadratic plain(double... goal) {
    double[][] matrix = new double[goal.length][goal.length];
    for (int i = 0; i < goal.length; i++) {
      matrix[i][i] = 1;
    }
    return new Quadratic(goal, matrix);
  }

  /** Each action tied to the one before it: a valley along a = goal + c (1, 1, ...). */
  static Quadratic correlated(double... goal) {
    Quadratic tied = plain(goal);
    for (int i = 1; i < goal.length; i++) {
      tied.matrix[i][i - 1] = -0.45;
      tied.matrix[i - 1][i] = -0.45;
    }
    return tied;
  }

  /** Of numbers in the order of a fixture: [n, n]. */
  static Quadratic of(double[] goal, double[] matrix) {
    double[][] rows = new double[goal.length][goal.length];
    for (int i = 0; i < matrix.length; i++) {
      rows[i / goal.length][i % goal.length] = matrix[i];
    }
    return new Quadratic(goal, rows);
  }

  @Override
  public void score(
      float[] actions, int horizon, int candidates, double discount, float[] returns) {
    int size = goal.length / horizon;
    for (int j = 0; j < candidates; j++) {
      double sum = 0;
      for (int i = 0; i < goal.length; i++) {
        for (int k = 0; k < goal.length; k++) {
          sum -=
              off(actions, i, j, candidates, size)
                  * matrix[i][k]
                  * off(actions, k, j, candidates, size);
        }
      }
      returns[j] = (float) sum;
    }
  }

  /** -2 M (a - goal). */
  @Override
  public void differentiate(
      float[] actions,
      int horizon,
      int candidates,
      double discount,
      float[] returns,
      float[] gradients) {
    score(actions, horizon, candidates, discount, returns);
    int size = goal.length / horizon;
    for (int j = 0; j < candidates; j++) {
      for (int i = 0; i < goal.length; i++) {
        double sum = 0;
        for (int k = 0; k < goal.length; k++) {
          sum -= 2 * matrix[i][k] * off(actions, k, j, candidates, size);
        }
        gradients[(i / size * candidates + j) * size + i % size] = (float) sum;
      }
    }
  }

  private double off(float[] actions, int i, int candidate, int candidates, int size) {
    return actions[(i / size * candidates + candidate) * size + i % size] - goal[i];
  }
}
