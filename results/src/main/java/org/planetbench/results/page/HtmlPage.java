package org.planetbench.results.page;

import static j2html.TagCreator.a;
import static j2html.TagCreator.article;
import static j2html.TagCreator.body;
import static j2html.TagCreator.br;
import static j2html.TagCreator.caption;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.img;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;
import static j2html.TagCreator.video;

import j2html.tags.DomContent;
import j2html.tags.specialized.ImgTag;
import j2html.tags.specialized.TdTag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.planetbench.results.table.Numbers;
import org.planetbench.results.table.Table;

/** {@code index.html}: one page that needs no server, script or network. */
final class HtmlPage {
  /** Longer tables and more films are folded, so that five hundred runs still make a page. */
  private static final int UNFOLDED_ROWS = 30;

  private static final int LONG = 40;
  private static final int UNFOLDED_TASKS = 6;
  private static final int UNFOLDED_PLOTS = 24;

  private HtmlPage() {}

  static String of(Content content) throws IOException {
    return document(
        html(
                head(
                    meta().withCharset("utf-8"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    meta().withName("color-scheme").withContent("light dark"),
                    title(content.title()),
                    style(rawHtml(stylesheet()))),
                body(
                    top(content),
                    main(warnings(content.warnings()), each(content.blocks(), HtmlPage::block)),
                    footer(
                        p(
                            "The tables are in tables/ as CSV and LaTeX and in the Markdown file"
                                + " beside this page, the plots in plots/, the films in media/."))))
            .withLang("en"));
  }

  private static DomContent top(Content content) {
    return header(
        h1(content.title()),
        p(content.subtitle()).withClass("muted"),
        div(each(
                content.figures(),
                figure -> div(strong(figure.value()), span(figure.label())).withClass("figure")))
            .withClass("figures"),
        ul(each(content.headlines(), headline -> li(headline))).withClass("headlines"),
        iff(
            !content.isEmpty(),
            nav(each(content.blocks(), s -> a(s.title()).withHref("#" + s.id())))));
  }

  private static DomContent warnings(Table warnings) {
    return iff(
        !warnings.isEmpty(),
        section(h2(warnings.title()), scrolled(warnings)).withClass("warnings"));
  }

  private static DomContent block(Content.Block content) {
    return section(
            h2(content.title()),
            iff(!content.intro().isEmpty(), p(content.intro()).withClass("muted")),
            plots(content.plots()),
            each(
                content.tables().stream().filter(table -> !table.isEmpty()).toList(),
                table -> tableBlock(table, table.title().equals(content.title()))),
            showcases(content.showcases()))
        .withId(content.id());
  }

  private static DomContent plots(List<Picture> plots) {
    List<Picture> open = plots.subList(0, Math.min(UNFOLDED_PLOTS, plots.size()));
    List<Picture> folded = plots.subList(open.size(), plots.size());
    return div(
        iff(!open.isEmpty(), grid(open)),
        iff(!folded.isEmpty(), details(summary(folded.size() + " more plots"), grid(folded))));
  }

  private static DomContent grid(List<Picture> plots) {
    return div(each(plots, plot -> div(shown(plot)))).withClass("plots");
  }

  private static DomContent tableBlock(Table content, boolean titled) {
    DomContent block = scrolled(content);
    String rows = Numbers.grouped(content.rows().size()) + " rows";
    return div(
            iff(!titled, h3(content.title())),
            iff(!content.caption().isEmpty(), p(content.caption()).withClass("muted")),
            content.rows().size() > UNFOLDED_ROWS ? details(summary(rows), block) : block)
        .withClass("block");
  }

  private static DomContent scrolled(Table table) {
    Table content = table.forPeople();
    return div(j2html.TagCreator.table(
            caption(content.title()),
            thead(
                tr(
                    each(
                        content.columns(),
                        column ->
                            th(column.heading())
                                .attr("scope", "col")
                                .withCondClass(column.numeric(), "number")))),
            tbody(
                each(
                    IntStream.range(0, content.rows().size()).boxed().toList(),
                    row -> tr(each(cells(content, row), cell -> cell))))))
        .withClass("scroll")
        .attr("tabindex", "0");
  }

  private static List<TdTag> cells(Table table, int row) {
    List<TdTag> cells = new ArrayList<>();
    boolean repeats = row > 0;
    for (int i = 0; i < table.columns().size(); i++) {
      Table.Cell cell = table.rows().get(row).get(i);
      boolean numeric = table.columns().get(i).numeric();
      repeats = repeats && !numeric && cell.equals(table.rows().get(row - 1).get(i));
      cells.add(
          td(content(cell)).withClass(numeric ? "number" : repeats ? "repeated" : kind(cell)));
    }
    return cells;
  }

  private static DomContent content(Table.Cell cell) {
    return cell.page().isPresent()
        ? a(cell.text()).withHref(cell.page().get().toString())
        : text(cell.text());
  }

  /** Long texts may break into lines, short ones may not. */
  private static String kind(Table.Cell cell) {
    return cell.text().lines().mapToInt(String::length).max().orElse(0) > LONG ? "long" : "short";
  }

  private static DomContent showcases(List<Showcase> showcases) {
    List<String> tasks = showcases.stream().map(Showcase::task).distinct().toList();
    List<String> open = tasks.subList(0, Math.min(UNFOLDED_TASKS, tasks.size()));
    List<String> folded = tasks.subList(open.size(), tasks.size());
    return div(
        each(open, task -> ofTask(task, showcases)),
        iff(
            !folded.isEmpty(),
            details(
                summary(folded.size() + " more tasks"),
                each(folded, task -> ofTask(task, showcases)))));
  }

  private static DomContent ofTask(String task, List<Showcase> showcases) {
    List<Showcase> ofTask = showcases.stream().filter(s -> s.task().equals(task)).toList();
    List<Showcase> others = ofTask.stream().filter(showcase -> !showcase.leads()).toList();
    return article(
        h3(task),
        sideBySide(ofTask.stream().filter(Showcase::leads).toList()),
        iff(
            !others.isEmpty(),
            details(summary(others.size() + " more seeds of " + task), sideBySide(others))));
  }

  private static DomContent sideBySide(List<Showcase> showcases) {
    return div(
        div(each(
                showcases.stream().filter(s -> s.evaluation().isPresent()).toList(),
                s ->
                    figure(
                            film(s.evaluation().orElseThrow()),
                            figcaption(strong(s.cell()), br(), text(s.line())))
                        .withClass("film")))
            .withClass("films"),
        each(
            showcases.stream().filter(s -> s.openLoop().isPresent()).toList(),
            s ->
                figure(
                    figcaption(strong(s.cell()), text(": open-loop prediction")),
                    div(shown(s.openLoop().orElseThrow()))
                        .withClass("scroll strip")
                        .attr("tabindex", "0"))));
  }

  /**
   * Nothing moves until the reader wants it: a video waits for its play button, an animated GIF,
   * which cannot be paused, is folded away.
   */
  private static DomContent film(Picture film) {
    return film.isVideo()
        ? video()
            .withSrc(film.source())
            .isControls()
            .isLoop()
            .isMuted()
            .attr("playsinline")
            .attr("preload", film.source().startsWith("data:") ? "auto" : "metadata")
            .attr("aria-label", film.description())
        : details(summary("play " + film.description()), image(film.source(), film.description()));
  }

  /** Both pictures, of which the style shows one: print must not keep a dark screen's. */
  private static DomContent shown(Picture shown) {
    return shown.darkSource().equals(shown.source())
        ? image(shown.source(), shown.description())
        : each(
            image(shown.source(), shown.description()).withClass("on-light"),
            image(shown.darkSource(), shown.description()).withClass("on-dark"));
  }

  /** What the page carries is there at once, for paper too; what it links is fetched when seen. */
  private static ImgTag image(String source, String description) {
    String loading = source.startsWith("data:") ? "eager" : "lazy";
    return img().withSrc(source).withAlt(description).attr("loading", loading);
  }

  private static String stylesheet() throws IOException {
    try (InputStream css = Objects.requireNonNull(HtmlPage.class.getResourceAsStream("page.css"))) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
