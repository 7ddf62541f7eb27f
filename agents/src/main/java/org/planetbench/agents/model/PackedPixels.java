package org.planetbench.agents.model;

import java.util.random.RandomGenerator;
import org.planetbench.agents.model.WorldModel.Belief;
import org.planetbench.agents.nn.Dense;
import org.planetbench.agents.nn.PictureDecoder;
import org.planetbench.agents.nn.PictureEncoder;
import org.planetbench.agents.nn.host.NativeKernel;
import org.planetbench.agents.nn.host.NativeTensor;
import org.planetbench.agents.nn.host.PictureLoop;
import org.planetbench.agents.nn.host.Product;

/**
 * Planning through pictures, on an RSSM: after each step of the prior, its state is decoded to the
 * mean picture, and z is inferred anew, as if that picture had been observed. The picture is all
 * that is known of the step, but for the belief h that every RSSM has.
 *
 * <pre>
 *   z(t-1), h(t-1), a(t) --prior--> z'(t), h(t) --decoder--> picture --encoder--> e
 *                                         h(t), e --posterior--> z(t), which goes on, and is scored
 * </pre>
 *
 * Both z' and z are drawn. The paper argues against such planning (Hafner et al. 2019, section 1):
 * latents are what makes thousands of candidates cheap.
 */
final class PackedPixels extends PackedPrior {
  private final ModelSpec spec;
  private final PackedPrior prior;
  private final LatentHead<?> posterior;
  private final PictureEncoder encoder;
  private final PictureDecoder decoder;
  private final PackedHead head; // columns h, 1, e
  private final NativeTensor linear; // columns z, h, 1

  /** Takes the prior over, whose features are z, h, and closes it. */
  PackedPixels(
      ModelSpec spec,
      PackedPrior prior,
      LatentHead<?> posterior,
      PictureEncoder encoder,
      PictureDecoder decoder) {
    this.spec = spec;
    this.prior = prior;
    this.posterior = posterior;
    this.encoder = encoder;
    this.decoder = decoder;
    head = posterior.packed(weights, spec.deterministic() + encoder.embedding());
    linear = weights.create(decoder.channels(), spec.sampleWidth() + spec.deterministic());
    weights.count(prior.multiplyAdds() + new Arithmetic(spec).convolutions());
  }

  @Override
  void load() {
    prior.load();
    Dense y = posterior.hidden();
    head.load(y.transposed(0), PackedWeights.column(y.bias()), y.transposed(1));
    Dense points = decoder.linear();
    PackedWeights.pack(
        linear, 0, points.transposed(0), points.transposed(1), PackedWeights.column(points.bias()));
  }

  @Override
  PackedPrior.Block block(int width) {
    return new Block(width);
  }

  @Override
  public void close() {
    super.close();
    prior.close();
  }

  private final class Block extends PackedPrior.Block {
    private final PackedPrior.Block expected;
    private final PictureLoop pictures;
    private final NativeTensor points; // [channels, width]
    private final NativeTensor embedding; // [embedding, width]
    private final NativeTensor h;
    private final NativeTensor read; // h as the posterior reads it
    private final Product linearProduct;
    private final PackedHead.Sampling inference;

    Block(int width) {
      super(width);
      int s = spec.sampleWidth();
      int d = spec.deterministic();
      expected = prior.block(width);
      pictures = new PictureLoop(decoder, encoder, width);
      points = rows.create(decoder.channels());
      NativeTensor inputs = rows.create(d + 1 + encoder.embedding());
      CandidateRows.ones(inputs, d);
      read = inputs.rows(0, d);
      embedding = inputs.rows(d + 1, encoder.embedding());
      h = expected.features().rows(s, d);
      linearProduct = rows.product(linear, expected.features(), points);
      inference = head.new Sampling(rows, inputs, expected.features().rows(0, s));
    }

    @Override
    void start(Belief belief) {
      expected.start(belief);
    }

    @Override
    NativeTensor action() {
      return expected.action();
    }

    @Override
    void step(RandomGenerator random) {
      expected.step(random);
      linearProduct.compute();
      kernel.transpose(points, decoder.channels(), pictures.points());
      pictures.compute(kernel);
      kernel.transpose(pictures.embeddings(), rows.width(), embedding);
      NativeKernel.copy(h, read);
      inference.step(kernel, random);
    }

    @Override
    NativeTensor features() {
      return expected.features();
    }

    @Override
    public void close() {
      super.close();
      pictures.close();
      expected.close();
    }
  }
}
