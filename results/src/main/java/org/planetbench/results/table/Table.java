package org.planetbench.results.table;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.planetbench.results.run.csv.CsvTable;
import org.planetbench.results.run.file.AtomicFile;

/**
 * A table once, for HTML, Markdown, CSV and the terminal: people get {@link Cell#text}, programs
 * get {@link Cell#value}.
 *
 * @param id names the CSV file and the anchor
 * @param caption how to read it, and what it leaves out; may be empty
 */
public record Table(
    String id, String title, String caption, List<Column> columns, List<List<Cell>> rows) {
  private static final int NARROWEST = 30; // that a column of sentences can be read in
  private static final Pattern FORMULA = Pattern.compile("[=+@\\t\\r-]");
  private static final String NUMBER =
      "([+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(E-?[0-9]+)?|-Infinity)";
  private static final Pattern NUMBERS = Pattern.compile(NUMBER + "( " + NUMBER + ")?");

  /**
   * @param id header in CSV
   * @param heading header for people, with the unit
   * @param numeric aligned right
   * @param quiet left out for people, not in CSV, where all rows say the same, and no page is
   *     linked
   */
  public record Column(String id, String heading, boolean numeric, boolean quiet) {
    public static Column text(String id, String heading) {
      return new Column(id, heading, false, false);
    }

    public static Column number(String id, String heading) {
      return new Column(id, heading, true, false);
    }

    public static Column quiet(String id, String heading) {
      return new Column(id, heading, false, true);
    }
  }

  /**
   * @param text for people: rounded, grouped; may have several lines
   * @param value for programs: unrounded
   * @param page on which people find more
   */
  public record Cell(String text, String value, Optional<URI> page) {
    public static final Cell NONE = new Cell("–", "");

    public Cell(String text, String value) {
      this(text, value, Optional.empty());
    }

    public static Cell of(String text) {
      return text.isEmpty() ? NONE : new Cell(text, text);
    }

    public static Cell of(long count) {
      return new Cell(Numbers.grouped(count), Long.toString(count));
    }

    /** Empty for a number that is not finite: absent is not zero. */
    public static Cell of(double number) {
      return Double.isFinite(number)
          ? new Cell(Numbers.rounded(number), Double.toString(number))
          : NONE;
    }

    /** With its sign, for differences. */
    public static Cell signed(double number) {
      Cell cell = of(number);
      return number > 0 && Double.isFinite(number) ? new Cell("+" + cell.text, cell.value) : cell;
    }

    /** {@code 4.5 to 12}. */
    public static Cell range(double low, double high) {
      return new Cell(Numbers.rounded(low) + " to " + Numbers.rounded(high), low + " " + high);
    }

    public static Cell percent(double share) {
      return Double.isFinite(share)
          ? new Cell(Numbers.percent(share), Double.toString(share))
          : NONE;
    }
  }

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            id + ": expected " + columns.size() + " cells in a row, got " + row.size());
      }
    }
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Without the columns that tell people nothing here. */
  public Table forPeople() {
    int[] kept =
        IntStream.range(0, columns.size())
            .filter(
                i ->
                    !columns.get(i).quiet()
                        || rows.stream().map(row -> row.get(i)).distinct().count() > 1
                        || rows.stream().anyMatch(row -> row.get(i).page().isPresent()))
            .toArray();
    return new Table(
        id,
        title,
        caption,
        chosen(columns, kept),
        rows.stream().map(row -> chosen(row, kept)).toList());
  }

  private static <T> List<T> chosen(List<T> all, int[] indices) {
    return IntStream.of(indices).mapToObj(all::get).toList();
  }

  /**
   * Text that a spreadsheet would take for a formula, such as a folder named {@code =1+1}, gets an
   * apostrophe before it, which a spreadsheet takes for "text follows".
   */
  public void writeCsv(Path file) throws IOException {
    new CsvTable<List<Cell>>(
            columns.stream().map(Column::id).toList(),
            row -> row.stream().map(cell -> harmless(cell.value)).toList(),
            row -> {
              throw row.wrong("a table of a report is written, never read");
            })
        .write(file, rows);
  }

  private static String harmless(String value) {
    return FORMULA.matcher(value).lookingAt() && !NUMBERS.matcher(value).matches()
        ? "'" + value
        : value;
  }

  /** For papers, with {@code booktabs}. */
  public void writeLatex(Path file) throws IOException {
    AtomicFile.write(file, Latex.of(this));
  }

  public String markdown() {
    StringBuilder markdown = new StringBuilder();
    Table shown = forPeople();
    appendMarkdownLine(
        markdown, shown.columns.stream().map(column -> markdown(column.heading())).toList());
    markdown.append(
        shown.columns.stream()
            .map(column -> column.numeric() ? "---:" : "---")
            .collect(Collectors.joining(" | ", "| ", " |\n")));
    for (List<Cell> row : shown.rows) {
      appendMarkdownLine(markdown, row.stream().map(Table::markdown).toList());
    }
    return markdown.toString();
  }

  private static String markdown(Cell cell) {
    String text = markdown(cell.text);
    return cell.page.map(page -> "[" + text + "](<" + page + ">)").orElse(text);
  }

  private static String markdown(String text) {
    return text.lines().map(Markdown::escape).collect(Collectors.joining("<br>"));
  }

  private static void appendMarkdownLine(StringBuilder markdown, List<String> texts) {
    markdown.append(texts.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** For a terminal: aligned with spaces, all columns. */
  public String plain() {
    return plain(columns.stream().map(Column::id).toList());
  }

  /** For a terminal: aligned with spaces, no more than the columns that {@code chosen} names. */
  public String plain(List<String> chosen) {
    List<Integer> shown = new ArrayList<>();
    for (String id : chosen) {
      shown.add(indexOf(id));
    }
    List<List<String>> lines = lines(shown);
    return aligned(shown, lines, widths(shown.size(), lines));
  }

  /**
   * For a terminal whose lines have so many characters. Where the table does not fit, the text in
   * its cells goes on in further lines, the widest columns being narrowed to one width; where that
   * would be too narrow to read, each row is a paragraph, with a line for each of its cells.
   */
  public String wrapped(int line) {
    List<Integer> shown = IntStream.range(0, columns.size()).boxed().toList();
    List<List<String>> lines = lines(shown);
    int[] widths = widths(shown.size(), lines);
    int most = IntStream.of(widths).max().orElse(0);
    while (width(widths) > line) {
      if (most <= NARROWEST) {
        return paragraphs(line);
      }
      most--;
      for (int i : shown) {
        widths[i] = columns.get(i).numeric() ? widths[i] : Math.min(widths[i], most);
      }
    }
    List<List<String>> broken = new ArrayList<>();
    for (List<String> cells : lines) {
      List<List<String>> parts =
          shown.stream().map(i -> TerminalText.lines(cells.get(i), widths[i])).toList();
      int rows = parts.stream().mapToInt(List::size).max().orElse(0);
      for (int row = 0; row < rows; row++) {
        int at = row;
        broken.add(parts.stream().map(part -> at < part.size() ? part.get(at) : "").toList());
      }
    }
    return aligned(shown, broken, widths);
  }

  private static int width(int[] widths) {
    return IntStream.of(widths).map(width -> width + 2).sum() - 2;
  }

  /** Headings to the left; a cell without anything has no line. */
  private String paragraphs(int line) {
    int left = columns.stream().mapToInt(column -> column.heading().length()).max().orElse(0) + 2;
    int width = Math.max(1, line - left);
    StringBuilder all = new StringBuilder();
    for (List<Cell> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (!row.get(i).value().isEmpty()) {
          String heading = columns.get(i).heading();
          for (String part : TerminalText.lines(row.get(i).text(), width)) {
            all.append(heading).repeat(" ", left - heading.length()).append(part).append('\n');
            heading = "";
          }
        }
      }
      all.append('\n');
    }
    return all.toString();
  }

  /** The heading, then each row. */
  private List<List<String>> lines(List<Integer> shown) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(shown.stream().map(i -> columns.get(i).heading()).toList());
    rows.forEach(row -> lines.add(shown.stream().map(i -> row.get(i).text()).toList()));
    return lines;
  }

  private static int[] widths(int columns, List<List<String>> lines) {
    return IntStream.range(0, columns)
        .map(column -> Math.max(1, maximum(lines, cells -> cells.get(column).length())))
        .toArray();
  }

  private String aligned(List<Integer> shown, List<List<String>> lines, int[] widths) {
    StringBuilder plain = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder padded = new StringBuilder();
      for (int i = 0; i < shown.size(); i++) {
        String format =
            columns.get(shown.get(i)).numeric() ? "%" + widths[i] + "s" : "%-" + widths[i] + "s";
        padded.append(i == 0 ? "" : "  ").append(String.format(Locale.ROOT, format, line.get(i)));
      }
      plain.append(padded.toString().stripTrailing()).append('\n');
    }
    return plain.toString();
  }

  private static int maximum(List<List<String>> lines, ToIntFunction<List<String>> length) {
    return lines.stream().mapToInt(length).max().orElse(1);
  }

  private int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException(id + " has no column " + column);
  }
}
