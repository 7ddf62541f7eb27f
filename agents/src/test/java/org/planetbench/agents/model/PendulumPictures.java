package org.planetbench.agents.model;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.planetbench.agents.replay.SequenceBatch;

/**
 * The pendulum of Karl et al. 2016, section 5.1, under random torques: mass and length 1, friction
 * 0.5, gravity 9.81. A picture shows where it is, a bright disc, and not how fast it moves.
 *
 * @param images [time, sequences, size, size, 3]
 * @param torques [time * sequences], each led to the picture of its time
 * @param angles [time * sequences] from upright
 * @param velocities [time * sequences], radians a second
 */
record PendulumPictures(
    int length,
    int sequences,
    byte[] images,
    float[] torques,
    double[] angles,
    double[] velocities) {
  static final int SIZE = 32;

  private static final double PERIOD = 0.1;
  private static final int PHYSICS_STEPS = 20;
  private static final double ARM = 10; // pixels
  private static final double DISC = 3;

  static PendulumPictures random(int length, int sequences, RandomGenerator random) {
    PendulumPictures all =
        new PendulumPictures(
            length,
            sequences,
            new byte[length * sequences * SIZE * SIZE * 3],
            new float[length * sequences],
            new double[length * sequences],
            new double[length * sequences]);
    for (int sequence = 0; sequence < sequences; sequence++) {
      double angle = random.nextDouble(-Math.PI, Math.PI);
      double velocity = random.nextDouble(-5, 5);
      for (int t = 0; t < length; t++) {
        int row = t * sequences + sequence;
        double torque = t == 0 ? 0 : random.nextDouble(-5, 5);
        for (int i = 0; t > 0 && i < PHYSICS_STEPS; i++) {
          velocity +=
              PERIOD / PHYSICS_STEPS * (torque - 0.5 * velocity + 9.81 * StrictMath.sin(angle));
          angle += PERIOD / PHYSICS_STEPS * velocity;
        }
        all.torques[row] = (float) (torque / 5);
        all.angles[row] = angle;
        all.velocities[row] = velocity;
        all.draw(row, angle);
      }
    }
    return all;
  }

  private void draw(int row, double angle) {
    double x = SIZE / 2.0 + ARM * StrictMath.sin(angle);
    double y = SIZE / 2.0 - ARM * StrictMath.cos(angle);
    int at = row * SIZE * SIZE * 3;
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        double squares = (j + 0.5 - x) * (j + 0.5 - x) + (i + 0.5 - y) * (i + 0.5 - y);
        byte light = (byte) (255 * StrictMath.exp(-squares / (2 * DISC * DISC)));
        Arrays.fill(images, at, at + 3, light);
        at += 3;
      }
    }
  }

  /** Some of the sequences, drawn with replacement. */
  SequenceBatch batch(int batch, RandomGenerator random) {
    int picture = SIZE * SIZE * 3;
    byte[] pixels = new byte[length * batch * picture];
    float[] actions = new float[length * batch];
    for (int b = 0; b < batch; b++) {
      int sequence = random.nextInt(sequences);
      for (int t = 0; t < length; t++) {
        int from = t * sequences + sequence;
        int to = t * batch + b;
        System.arraycopy(images, from * picture, pixels, to * picture, picture);
        actions[to] = torques[from];
      }
    }
    return new SequenceBatch(length, batch, SIZE, SIZE, pixels, actions, new float[length * batch]);
  }
}
