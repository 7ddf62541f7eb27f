package org.planetbench.agents.nn.host;

/** Unfolds pictures into the patches that a convolution without padding multiplies. */
final class Patches {
  private Patches() {}

  /**
   * Row (picture, y, x) of the patches holds the kernel x kernel x channels values under the kernel
   * there, row-major.
   *
   * @param pictures [count, height, width, channels]
   * @param patches [count * outHeight * outWidth, kernel * kernel * channels]
   */
  static void unfold(NativeTensor pictures, int kernel, int stride, NativeTensor patches) {
    int height = Math.toIntExact(pictures.array().size(1));
    int width = Math.toIntExact(pictures.array().size(2));
    int channels = Math.toIntExact(pictures.array().size(3));
    int outHeight = (height - kernel) / stride + 1;
    int outWidth = (width - kernel) / stride + 1;
    int line = kernel * channels;
    float[] picture = new float[height * width * channels];
    float[] unfolded = new float[outHeight * outWidth * kernel * line];
    for (int i = 0; i < pictures.count(); i++) {
      pictures.floats().get(i * picture.length, picture);
      int to = 0;
      for (int y = 0; y < outHeight; y++) {
        for (int x = 0; x < outWidth; x++) {
          for (int k = 0; k < kernel; k++) {
            int from = ((y * stride + k) * width + x * stride) * channels;
            System.arraycopy(picture, from, unfolded, to, line);
            to += line;
          }
        }
      }
      patches.floats().put(i * unfolded.length, unfolded);
    }
  }
}
