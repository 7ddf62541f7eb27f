package org.planetbench.agents.nn.torch;

import org.jspecify.annotations.Nullable;
import org.planetbench.agents.nn.Pictures;

/** Pictures that go to a device together, when they are first used, or that are there already. */
final class TorchPictures implements Pictures {
  private final TorchScope scope;
  private final TorchDevice device;
  private final int count;
  private final int half;
  private final float[] values;
  private @Nullable TorchTensor tensor;

  TorchPictures(TorchScope scope, TorchDevice device, int half, int count) {
    this(scope, device, half, count, new float[count * half * half * PictureChain.FOLDED]);
  }

  private TorchPictures(TorchScope scope, TorchDevice device, int half, int count, float[] values) {
    this.scope = scope;
    this.device = device;
    this.count = count;
    this.half = half;
    this.values = values;
  }

  /**
   * @param folded [count, half, half, 12]
   */
  static TorchPictures of(TorchScope scope, TorchDevice device, TorchTensor folded) {
    int half = Math.toIntExact(folded.size(1));
    int count = Math.toIntExact(folded.size(0));
    TorchPictures pictures = new TorchPictures(scope, device, half, count, new float[0]);
    pictures.tensor = PictureChain.channelsFirst(scope, folded);
    return pictures;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void put(int picture, float[] folded) {
    System.arraycopy(folded, 0, values, picture * folded.length, folded.length);
  }

  /** [count, 12, half, half] */
  TorchTensor tensor() {
    if (tensor == null) {
      TorchTensor folded =
          Creation.of(scope, device, values, count, half, half, PictureChain.FOLDED);
      tensor = PictureChain.channelsFirst(scope, folded);
    }
    return tensor;
  }
}
