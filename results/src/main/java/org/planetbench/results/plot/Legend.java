package org.planetbench.results.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Names under a plot, in as many centred rows as they need. XChart's own does not break rows. */
final class Legend {
  private static final int SAMPLE = 26;
  private static final int GAP = 6;
  private static final int BETWEEN = 18;
  private static final int ROW = 22;

  /**
   * @param marker on the line; {@link SeriesMarkers#NONE} for none
   */
  record Entry(String label, Color colour, BasicStroke stroke, Marker marker) {}

  private final List<List<Entry>> rows = new ArrayList<>();
  private final FontMetrics metrics;
  private final Font font;
  private final int width;

  Legend(List<Entry> entries, Graphics2D g, Font font, int width) {
    this.font = font;
    this.metrics = g.getFontMetrics(font);
    this.width = width;
    int used = 0;
    for (Entry entry : entries) {
      int needed = width(entry) + BETWEEN;
      if (rows.isEmpty() || used + needed > width) {
        rows.add(new ArrayList<>());
        used = 0;
      }
      rows.getLast().add(entry);
      used += needed;
    }
  }

  int height() {
    return rows.size() * ROW + (rows.isEmpty() ? 0 : GAP);
  }

  /** Draws with its top at {@code top}. */
  void draw(Graphics2D g, int top, Color text, int markerSize) {
    g.setFont(font);
    for (int row = 0; row < rows.size(); row++) {
      List<Entry> entries = rows.get(row);
      int total = entries.stream().mapToInt(this::width).sum() + BETWEEN * (entries.size() - 1);
      int x = (width - total) / 2;
      int middle = top + row * ROW + ROW / 2;
      for (Entry entry : entries) {
        g.setColor(entry.colour());
        g.setStroke(entry.stroke());
        g.drawLine(x, middle, x + SAMPLE, middle);
        entry.marker().paint(g, x + SAMPLE / 2.0, middle, markerSize);
        g.setColor(text);
        int baseline = middle + (metrics.getAscent() - metrics.getDescent()) / 2;
        g.drawString(entry.label(), x + SAMPLE + GAP, baseline);
        x += width(entry) + BETWEEN;
      }
    }
  }

  private int width(Entry entry) {
    return SAMPLE + GAP + metrics.stringWidth(entry.label());
  }
}
