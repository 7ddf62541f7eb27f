package org.planetbench.results.page;

/**
 * A picture on the page.
 *
 * @param source for the page: a data URI, or the path of a file beside it
 * @param darkSource the same for a dark page; the same picture where there is only one
 * @param path of the file, relative to the report, for Markdown
 */
public record Picture(String source, String darkSource, String path, String description) {
  /** Whether it has a player's buttons: an animated GIF has none. */
  boolean isVideo() {
    return path.endsWith(".mp4");
  }
}
