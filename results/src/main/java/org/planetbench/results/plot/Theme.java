package org.planetbench.results.plot;

import java.awt.Color;

/**
 * Colours of plots on a light and on a dark page. The line colours follow Okabe and Ito's palette,
 * which stays apart under the common colour deficiencies, in shades with contrast to each ground.
 */
public enum Theme {
  LIGHT("", 0xffffff, 0x24292f, 0x57606a, 0xe4e7eb, 0x7a828c),
  DARK("-dark", 0x161b22, 0xe6edf3, 0x9aa4af, 0x2b323b, 0x8b949e);

  private static final int[] ON_LIGHT = {
    0x0072b2, 0xd55e00, 0x009e73, 0xa4407f, 0xb07800, 0x1f2933, 0x5b4bb5, 0x7d7a1f, 0x8a5a44,
    0x2f9bd8
  };
  private static final int[] ON_DARK = {
    0x56b4e9, 0xf0803c, 0x2cc79a, 0xe08cc0, 0xe6b422, 0xf0f3f6, 0xa99cf5, 0xd3cf6a, 0xc79a86,
    0x9ad1f2
  };

  private final String suffix;
  private final Color ground;
  private final Color text;
  private final Color mutedText;
  private final Color grid;
  private final Color neutral;

  Theme(String suffix, int ground, int text, int mutedText, int grid, int neutral) {
    this.suffix = suffix;
    this.ground = new Color(ground);
    this.text = new Color(text);
    this.mutedText = new Color(mutedText);
    this.grid = new Color(grid);
    this.neutral = new Color(neutral);
  }

  /** Of the file's name. */
  public String suffix() {
    return suffix;
  }

  Color ground() {
    return ground;
  }

  Color text() {
    return text;
  }

  Color mutedText() {
    return mutedText;
  }

  Color grid() {
    return grid;
  }

  /** Of line number {@code slot}; beyond the palette colours come again, with other markers. */
  Color line(int slot) {
    if (slot == Chart.NEUTRAL) {
      return neutral;
    }
    int[] colours =
        switch (this) {
          case LIGHT -> ON_LIGHT;
          case DARK -> ON_DARK;
        };
    return new Color(colours[slot % colours.length]);
  }

  /** The same, mixed with the ground. */
  Color line(int slot, double strength) {
    Color full = line(slot);
    return new Color(
        mixed(full.getRed(), ground.getRed(), strength),
        mixed(full.getGreen(), ground.getGreen(), strength),
        mixed(full.getBlue(), ground.getBlue(), strength));
  }

  private static int mixed(int colour, int ground, double strength) {
    return (int) Math.round(strength * colour + (1 - strength) * ground);
  }
}
