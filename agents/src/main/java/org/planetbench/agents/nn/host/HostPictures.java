package org.planetbench.agents.nn.host;

import java.util.List;
import org.planetbench.agents.nn.Pictures;

/** Pictures outside the heap, in micro-batches. */
record HostPictures(List<NativeTensor> microBatches) implements Pictures {
  static List<NativeTensor> of(Pictures pictures) {
    return ((HostPictures) pictures).microBatches;
  }

  @Override
  public int count() {
    return microBatches.stream().mapToInt(NativeTensor::count).sum();
  }

  @Override
  public void put(int picture, float[] folded) {
    int at = picture;
    for (NativeTensor batch : microBatches) {
      if (at < batch.count()) {
        batch.floats().put(at * folded.length, folded);
        return;
      }
      at -= batch.count();
    }
    throw new IndexOutOfBoundsException("picture %d of %d".formatted(picture, count()));
  }
}
