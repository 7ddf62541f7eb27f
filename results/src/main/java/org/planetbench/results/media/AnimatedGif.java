package org.planetbench.results.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An episode as a looping GIF in real time.
 *
 * <p>GIF delays are whole hundredths of a second and browsers play anything under two of them
 * slowly, so recordings of more than 25 frames a second are thinned; their speed is kept.
 */
public final class AnimatedGif {
  private static final double SHORTEST_DELAY_S = 0.04;

  /** Loop for ever: sub-block 1, repeat count 0 (NETSCAPE2.0). */
  private static final byte[] LOOP = {1, 0, 0};

  private final int scale;

  /**
   * @param scale screen pixels per pixel; 3 shows 64 x 64 frames at 192 x 192
   */
  public AnimatedGif(int scale) {
    if (scale < 1) {
      throw new IllegalArgumentException("scale: expected at least 1, got " + scale);
    }
    this.scale = scale;
  }

  /**
   * @param secondsPerFrame time between two frames: the control step times the action repeat
   */
  public void write(Path file, List<Frame> frames, double secondsPerFrame) throws IOException {
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("a video needs at least one frame");
    }
    if (!(secondsPerFrame > 0 && Double.isFinite(secondsPerFrame))) {
      throw new IllegalArgumentException("seconds per frame: expected > 0, got " + secondsPerFrame);
    }
    int stride = Math.max(1, (int) Math.ceil(SHORTEST_DELAY_S / secondsPerFrame - 1e-9));
    int delay = (int) Math.min(65_535, Math.round(stride * secondsPerFrame * 100));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames.size(); i += stride) {
        BufferedImage image = frames.get(i).toImage(scale);
        writer.writeToSequence(new IIOImage(image, null, metadata(writer, image, delay)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    Media.write(file, bytes.toByteArray());
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, int delay)
      throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", Integer.toString(delay));
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    loop.setUserObject(LOOP);
    child(root, "ApplicationExtensions").appendChild(loop);
    metadata.setFromTree(format, root);
    return metadata;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (org.w3c.dom.@Nullable Node node = root.getFirstChild();
        node != null;
        node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return (IIOMetadataNode) node;
      }
    }
    IIOMetadataNode added = new IIOMetadataNode(name);
    root.appendChild(added);
    return added;
  }
}
