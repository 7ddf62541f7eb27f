package org.planetbench.results.table;

/** Text that stays text in Markdown. */
public final class Markdown {
  private Markdown() {}

  public static String escape(String text) {
    return text.replace("\\", "\\\\")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replace("*", "\\*")
        .replace("`", "\\`")
        .replace("[", "\\[")
        .replaceAll("\\R", " ");
  }
}
