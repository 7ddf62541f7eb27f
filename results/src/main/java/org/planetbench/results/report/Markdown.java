package org.planetbench.results.report;

/** Text that stays text in Markdown. */
final class Markdown {
  private Markdown() {}

  static String escape(String text) {
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
