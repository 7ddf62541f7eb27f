package org.planetbench.results.run.media;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An open-loop prediction as a film strip: what happened, what the model saw before it happened,
 * and the difference.
 *
 * <pre>
 *              context (posterior)      imagination (prior only)
 *              1    2    3    4    5  | 8    12   ..          agent step
 * truth        []   []   []   []   [] | []   []
 * model        []   []   []   []   [] | []   []
 * difference   []   []   []   []   [] | []   []               grey where both agree
 * </pre>
 */
public final class PredictionStrip {
  private static final int SHORTEST_SIDE = 128;
  private static final int GAP = 6;
  private static final int LABEL_WIDTH = 150;
  private static final int HEADER_HEIGHT = 68;
  private static final int MARGIN = 18;

  private static final int SPANS_BASELINE = 18;
  private static final int STEPS_BASELINE = 50;

  private static final Color FILM = new Color(0x17191d);
  private static final Color TEXT = new Color(0xd5d8de);
  private static final Color CONTEXT = new Color(0x56b4e9);
  private static final Color IMAGINED = new Color(0xe69f00);

  private final int columns;

  /**
   * @param columns frames to show at most; all context frames, then evenly spaced ones
   */
  public PredictionStrip(int columns) {
    if (columns < 2) {
      throw new IllegalArgumentException("columns: expected at least 2, got " + columns);
    }
    this.columns = columns;
  }

  /**
   * @param truth frames of one sequence, in time order
   * @param model the model's pictures of the same steps: reconstructions of the context frames,
   *     then imagination from actions alone
   * @param context how many frames the model saw
   */
  public void write(Path file, List<Frame> truth, List<Frame> model, int context)
      throws IOException {
    if (truth.isEmpty() || truth.size() != model.size()) {
      throw new IllegalArgumentException(
          "expected as many predicted as true frames, got " + model.size() + " of " + truth.size());
    }
    if (context < 0 || context > truth.size()) {
      throw new IllegalArgumentException(
          "context: expected 0 to " + truth.size() + " frames, got " + context);
    }
    for (int i = 0; i < truth.size(); i++) {
      if (!truth.get(i).hasSizeOf(truth.getFirst()) || !model.get(i).hasSizeOf(truth.getFirst())) {
        throw new IllegalArgumentException("frame " + i + " has another size than the first");
      }
    }
    Media.writePng(file, draw(truth, model, context));
  }

  private BufferedImage draw(List<Frame> truth, List<Frame> model, int context) {
    int[] steps = steps(truth.size(), context);
    Frame first = truth.getFirst();
    int scale = Math.max(1, Math.ceilDiv(SHORTEST_SIDE, Math.min(first.height(), first.width())));
    int tileWidth = first.width() * scale + GAP;
    int tileHeight = first.height() * scale + GAP;
    BufferedImage strip =
        new BufferedImage(
            LABEL_WIDTH + steps.length * tileWidth + 2 * MARGIN,
            HEADER_HEIGHT + 3 * tileHeight + 2 * MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = strip.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(FILM);
    g.fillRect(0, 0, strip.getWidth(), strip.getHeight());
    g.translate(MARGIN, MARGIN);
    drawLabels(g, tileHeight);
    for (int column = 0; column < steps.length; column++) {
      int x = LABEL_WIDTH + column * tileWidth;
      int step = steps[column];
      g.setColor(step < context ? CONTEXT : IMAGINED);
      centred(g, Integer.toString(step + 1), x, tileWidth - GAP, STEPS_BASELINE);
      g.fillRect(x, HEADER_HEIGHT - 9, tileWidth - GAP, 5);
      Frame[] tiles = {truth.get(step), model.get(step), model.get(step).minus(truth.get(step))};
      for (int row = 0; row < tiles.length; row++) {
        g.drawImage(tiles[row].toImage(scale), x, HEADER_HEIGHT + row * tileHeight, null);
      }
    }
    int seen = (int) IntStream.of(steps).filter(step -> step < context).count();
    drawSpans(g, seen, steps.length, tileWidth);
    g.dispose();
    return strip;
  }

  /** Indices of the frames shown: the context, then evenly spaced ones that end with the last. */
  private int[] steps(int frames, int context) {
    int shown = Math.min(columns, frames);
    int seen = Math.min(context, shown - (frames > context ? 1 : 0));
    int rest = shown - seen;
    int[] steps = new int[shown];
    for (int i = 0; i < seen; i++) {
      steps[i] = context - seen + i;
    }
    for (int i = 0; i < rest; i++) {
      steps[seen + i] = context - 1 + (int) ((long) (i + 1) * (frames - context) / rest);
    }
    return steps;
  }

  private static void drawLabels(Graphics2D g, int tileHeight) {
    String[] labels = {"truth", "model", "difference"};
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 22));
    g.setColor(TEXT);
    g.drawString("agent step", 0, STEPS_BASELINE);
    for (int row = 0; row < labels.length; row++) {
      g.drawString(labels[row], 0, HEADER_HEIGHT + row * tileHeight + tileHeight / 2 + 5);
    }
  }

  private static void drawSpans(Graphics2D g, int seen, int shown, int tileWidth) {
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
    if (seen > 0) {
      g.setColor(CONTEXT);
      String room = "context, seen by the model";
      boolean fits = g.getFontMetrics().stringWidth(room) < seen * tileWidth;
      g.drawString(fits ? room : "context", LABEL_WIDTH, SPANS_BASELINE);
    }
    if (shown > seen) {
      g.setColor(IMAGINED);
      g.drawString("imagined from actions alone", LABEL_WIDTH + seen * tileWidth, SPANS_BASELINE);
    }
  }

  private static void centred(Graphics2D g, String text, int x, int width, int baseline) {
    FontMetrics metrics = g.getFontMetrics();
    g.drawString(text, x + (width - metrics.stringWidth(text)) / 2, baseline);
  }
}
