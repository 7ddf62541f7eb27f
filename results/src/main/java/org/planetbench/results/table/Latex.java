package org.planetbench.results.table;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.planetbench.results.table.Table.Cell;
import org.planetbench.results.table.Table.Column;

/** Tables for papers: {@code booktabs}, and {@code longtable} for those that outgrow a page. */
final class Latex {
  private static final int ROWS_OF_A_PAGE = 40;
  private static final int LONGEST_LINE = 40;

  private Latex() {}

  /** To be read with {@code \input}; its first line names the packages it needs. */
  static String of(Table table) {
    Table shown = table.forPeople();
    boolean isLong = shown.rows().size() > ROWS_OF_A_PAGE;
    String columns =
        IntStream.range(0, shown.columns().size())
            .mapToObj(column -> form(shown, column))
            .collect(Collectors.joining());
    String head =
        row(shown.columns().stream().map(Column::heading).toList())
            .lines()
            .collect(Collectors.joining("\n", "\\toprule\n", "\n\\midrule\n"));
    String body =
        shown.rows().stream()
            .map(row -> row(row.stream().map(Cell::text).toList()))
            .collect(Collectors.joining());
    String caption =
        "\\caption{%s}\\label{tab:%s}"
            .formatted(escape(caption(table)), table.id().replace('_', '-'));
    return isLong
        ? "% \\usepackage{booktabs,longtable}\n\\begin{longtable}{"
            + columns
            + "}\n"
            + caption
            + "\\\\\n"
            + head
            + "\\endfirsthead\n"
            + head
            + "\\endhead\n\\bottomrule\n\\endfoot\n"
            + body
            + "\\end{longtable}\n"
        : "% \\usepackage{booktabs}\n\\begin{table}\n\\centering\n"
            + caption
            + "\n\\begin{tabular}{"
            + columns
            + "}\n"
            + head
            + body
            + "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
  }

  /** Sentences are broken into lines. */
  private static String form(Table table, int column) {
    int longest =
        table.rows().stream().mapToInt(row -> row.get(column).text().length()).max().orElse(0);
    boolean numeric = table.columns().get(column).numeric();
    return numeric
        ? "r"
        : longest <= LONGEST_LINE
            ? "l"
            : table.columns().size() == 1 ? "p{0.95\\linewidth}" : "p{0.35\\linewidth}";
  }

  private static String caption(Table table) {
    return table.caption().isEmpty() ? table.title() : table.title() + ". " + table.caption();
  }

  private static String row(List<String> texts) {
    return texts.stream()
        .map(text -> escape(text.lines().collect(Collectors.joining("; "))))
        .collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  /** Text that stays text: two hyphens are no dash. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    int before = 0;
    for (int point : text.codePoints().toArray()) {
      escaped.append(point == '-' && before == '-' ? "{}" : "").append(escape(point));
      before = point;
    }
    return escaped.toString();
  }

  private static String escape(int point) {
    return switch (point) {
      case '\\' -> "\\textbackslash{}";
      case '&', '%', '$', '#', '_', '{', '}' -> "\\" + Character.toString(point);
      case '~' -> "\\textasciitilde{}";
      case '^' -> "\\textasciicircum{}";
      case '<' -> "\\textless{}";
      case '>' -> "\\textgreater{}";
      case '|' -> "\\textbar{}";
      case '[' -> "{[}"; // after \\ it would begin an option
      case '–' -> "--";
      case '—' -> "---";
      case '−' -> "$-$";
      case '±' -> "$\\pm$";
      case '·' -> "$\\cdot$";
      case '×' -> "$\\times$";
      case '→' -> "$\\rightarrow$";
      default -> Character.isISOControl(point) ? " " : Character.toString(point);
    };
  }
}
