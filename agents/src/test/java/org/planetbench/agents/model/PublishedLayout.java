package org.planetbench.agents.model;

import org.planetbench.agents.nn.Parameter;

/**
 * Between the layouts in which weights are published and recorded, and the ones that the layers
 * compute with. Written from the shapes alone, not from the layers' code.
 */
final class PublishedLayout {
  private PublishedLayout() {}

  /** The published array of a parameter in this project's order. */
  static float[] toOurs(Parameter parameter, float[] published, int lastDecoderLayer) {
    float[] ours = new float[parameter.size()];
    int[] source = positions(parameter, lastDecoderLayer);
    if (ours.length != published.length) {
      throw new IllegalArgumentException(
          parameter.name() + ": " + published.length + " values for " + ours.length);
    }
    for (int i = 0; i < ours.length; i++) {
      ours[i] = published[source[i]];
    }
    return ours;
  }

  /** Where each of our entries stands in the published array. */
  private static int[] positions(Parameter parameter, int lastDecoderLayer) {
    int[] positions = new int[parameter.size()];
    long[] shape = parameter.shape();
    if (parameter.name().equals("encoder/0/weights")) { // ours [2, 2, 12, out]
      int out = (int) shape[3];
      int i = 0;
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 2; x++) {
          for (int channel = 0; channel < 12; channel++) {
            int ky = 2 * y + channel / 6;
            int kx = 2 * x + channel / 3 % 2;
            for (int o = 0; o < out; o++) {
              positions[i++] = ((ky * 4 + kx) * 3 + channel % 3) * out + o;
            }
          }
        }
      }
    } else if (parameter.name().equals("decoder/0/weights")) { // ours [in, 5, 5, out]
      int in = (int) shape[0];
      int area = (int) (shape[1] * shape[2] * shape[3]);
      for (int i = 0; i < positions.length; i++) {
        positions[i] = i % area * in + i / area;
      }
    } else if (parameter.name().equals("decoder/" + lastDecoderLayer + "/weights")) {
      int in = (int) shape[2]; // ours [3, 3, in, 12], published [6, 6, 3, in]
      int i = 0;
      for (int y = 0; y < 3; y++) {
        for (int x = 0; x < 3; x++) {
          for (int c = 0; c < in; c++) {
            for (int channel = 0; channel < 12; channel++) {
              int ky = 2 * (2 - y) + channel / 6;
              int kx = 2 * (2 - x) + channel / 3 % 2;
              positions[i++] = ((ky * 6 + kx) * 3 + channel % 3) * in + c;
            }
          }
        }
      }
    } else {
      for (int i = 0; i < positions.length; i++) {
        positions[i] = i;
      }
    }
    return positions;
  }
}
