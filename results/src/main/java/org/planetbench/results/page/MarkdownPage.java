package org.planetbench.results.page;

import org.planetbench.results.table.Markdown;
import org.planetbench.results.table.Table;

/** {@code report.md}: the same content for a pull request or a terminal. */
final class MarkdownPage {
  private MarkdownPage() {}

  static String of(Content content) {
    StringBuilder page = new StringBuilder("# ").append(Markdown.escape(content.title()));
    page.append("\n\n");
    page.append(Markdown.escape(content.subtitle())).append("\n\n");
    content
        .headlines()
        .forEach(line -> page.append("- ").append(Markdown.escape(line)).append('\n'));
    page.append('\n');
    if (!content.warnings().isEmpty()) {
      append(page, content.warnings(), "## ");
    }
    for (Content.Block block : content.blocks()) {
      append(page, block);
    }
    return page.toString().stripTrailing() + "\n";
  }

  private static void append(StringBuilder page, Content.Block block) {
    page.append("## ").append(block.title()).append("\n\n");
    if (!block.intro().isEmpty()) {
      page.append(Markdown.escape(block.intro())).append("\n\n");
    }
    for (Picture plot : block.plots()) {
      append(page, plot);
    }
    for (Table table : block.tables()) {
      if (!table.isEmpty()) {
        append(page, table, table.title().equals(block.title()) ? "" : "### ");
      }
    }
    for (Showcase showcase : block.showcases()) {
      page.append("### ").append(Markdown.escape(showcase.cell())).append("\n\n");
      page.append(Markdown.escape(showcase.line())).append("\n\n");
      showcase.evaluation().ifPresent(picture -> append(page, picture));
      showcase.openLoop().ifPresent(picture -> append(page, picture));
    }
  }

  private static void append(StringBuilder page, Picture picture) {
    page.append(picture.isVideo() ? "[" : "![")
        .append(Markdown.escape(picture.description()))
        .append("](")
        .append(picture.path())
        .append(")\n\n");
  }

  private static void append(StringBuilder page, Table table, String heading) {
    if (!heading.isEmpty()) {
      page.append(heading).append(table.title()).append("\n\n");
    }
    if (!table.caption().isEmpty()) {
      page.append(Markdown.escape(table.caption())).append("\n\n");
    }
    page.append(table.markdown()).append('\n');
  }
}
