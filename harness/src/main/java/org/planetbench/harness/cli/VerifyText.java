package org.planetbench.harness.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.planetbench.harness.verify.Checked;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.certificate.Comparison;
import org.planetbench.results.run.certificate.Distance;
import org.planetbench.results.run.certificate.Fingerprint;
import org.planetbench.results.run.certificate.RunComparison;
import org.planetbench.results.run.certificate.SeedAudit;
import org.planetbench.results.run.certificate.Verification;
import org.planetbench.results.run.validation.Validation;

/** What {@code bench verify} says to people. */
final class VerifyText {
  private final StringBuilder text = new StringBuilder();

  private VerifyText() {}

  static String of(Checked checked) {
    VerifyText text = new VerifyText();
    switch (checked) {
      case Checked.Single single -> text.add(single);
      case Checked.Pair(Checked.Single one, Checked.Single other, RunComparison comparison) -> {
        text.add(one);
        text.add(other);
        text.add(comparison);
      }
      case Checked.Folder folder -> {
        text.add(folder.files());
        folder.runs().forEach(text::add);
        text.add(folder.audit());
      }
    }
    return text.text.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void add(Checked.Single single) {
    Verification verification = single.verification();
    line(
        single.run() + ": " + (verification.passed() ? "as certified" : "NOT as it was certified"));
    line(
        String.format(
            Locale.ROOT,
            "  certificate %s, %,d rows: %s",
            verification.head().brief(),
            verification.head().rows(),
            counts(verification.rows())));
    if (verification.passed()) {
      line("  checked: the chain, its end in run.json if that has one, and the tables row by row");
    }
    verification.problems().forEach(problem -> line("  " + problem));
    if (!single.changes().isEmpty()) {
      line("  went on under another fingerprint: " + String.join(", ", single.changes()));
    }
  }

  private void add(Validation files) {
    files.findings().forEach(finding -> line(finding.toLine()));
    line(
        String.format(
            Locale.ROOT,
            "files: %,d runs with %,d rows: %,d errors, %,d notes",
            files.runs(),
            files.rows(),
            files.errors(),
            files.notes()));
  }

  private static String counts(Map<CertificateStage, Long> rows) {
    return rows.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey().id()))
        .collect(Collectors.joining(", "));
  }

  private void add(RunComparison comparison) {
    switch (comparison) {
      case RunComparison.Equal(long rows, List<Fingerprint.Difference> despite) -> {
        line(String.format(Locale.ROOT, "equal bit for bit: all %,d rows agree", rows));
        if (!despite.isEmpty()) {
          line("  although the fingerprints differ:");
          add(despite);
        }
      }
      case RunComparison.Unfinished(Comparison.Diverged diverged) ->
          line(
              String.format(
                  Locale.ROOT,
                  "equal bit for bit as far as the unfinished one goes: %,d rows agree",
                  diverged.agreeing()));
      case RunComparison.Different(Comparison.Diverged diverged) -> {
        line("DIFFERENT");
        add(diverged);
        line("  the fingerprints are equal: the program is not, or something is not deterministic");
      }
      case RunComparison.Altered(String problem, Comparison.Diverged diverged) -> {
        line(
            "one of the two is NOT as it was certified: where they differ says nothing of the program");
        line("  " + problem);
        add(diverged);
      }
      case RunComparison.NotComparable(
              List<Fingerprint.Difference> differences,
              Comparison.Diverged diverged,
              Distance distance) -> {
        line("not comparable bit for bit: settings or machine differ");
        add(differences);
        add(diverged);
        line("  within a tolerance of " + distance.tolerance() + ":");
        add("episode returns", distance.returns());
        add("losses", distance.losses());
      }
    }
  }

  private void add(List<Fingerprint.Difference> differences) {
    differences.forEach(difference -> line("    " + difference));
  }

  private void add(Comparison.Diverged diverged) {
    line(
        String.format(
            Locale.ROOT,
            "  %,d rows agree; first difference: %s",
            diverged.agreeing(),
            diverged.describe()));
  }

  private void add(String what, Distance.Part part) {
    line(
        String.format(
            Locale.ROOT,
            "    %s: %s, largest relative difference %.3g%s",
            what,
            part.compared() == 0 ? "nothing to compare" : part.compared() + " compared",
            part.largest(),
            part.firstOutside().map(where -> ", outside from " + where + " on").orElse("")));
  }

  private void add(SeedAudit audit) {
    line(
        String.format(
            Locale.ROOT,
            "random streams: %,d different ones in %d runs, %,d of them met again by design: cells of one seed have them in common",
            audit.streams(),
            audit.runs(),
            audit.shared()));
    line(
        String.format(
            Locale.ROOT,
            "environment seeds: %,d training episodes, %,d collisions (chance brings %.2g); held-out starts are common to all cells by design",
            audit.starts(),
            audit.collisions(),
            audit.expectedCollisions()));
    if (audit.runs() == 0) {
      line("seed audit: no run to look at");
    } else if (audit.problems().isEmpty()) {
      line("seed audit passed: all derived, none shared, none repeated");
    } else {
      line("seed audit FAILED");
      audit.problems().forEach(problem -> line("  " + problem));
    }
  }
}
