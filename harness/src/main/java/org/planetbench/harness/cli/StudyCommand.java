package org.planetbench.harness.cli;

import static org.planetbench.results.table.Table.Column.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planetbench.harness.experiment.BadInputException;
import org.planetbench.harness.experiment.Cell;
import org.planetbench.harness.experiment.Profile;
import org.planetbench.harness.experiment.Profiles;
import org.planetbench.harness.run.CellSetting;
import org.planetbench.harness.run.Checkout;
import org.planetbench.harness.run.ExitCode;
import org.planetbench.harness.study.FrozenCell;
import org.planetbench.harness.study.Pilot;
import org.planetbench.harness.study.Studies;
import org.planetbench.harness.study.Study;
import org.planetbench.harness.study.StudyAnswer;
import org.planetbench.harness.study.StudyCell;
import org.planetbench.harness.study.StudyMeasurement;
import org.planetbench.harness.study.StudyPage;
import org.planetbench.harness.study.StudyValue;
import org.planetbench.harness.study.StudyValues;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.RunRecord;
import org.planetbench.results.run.RunStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench study}. */
@Command(
    name = "study",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    header = "Answers a question about PlaNet by measuring trained models.",
    description = {
      "Runs the cells that the study needs, as bench run does, measures the frozen model of each,"
          + " and writes a page with the answer, figures and all values. What is done is skipped:"
          + " after an interruption the same command goes on. Without a name it lists the studies."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  bench study                                    what there is",
      "  bench study drift                              runs, measures, answers",
      "  bench study planners --task walker_walk --seed 1,2,3,4,5",
      "  bench study planners --runs runs/study --measure-only   of what is finished",
      "  bench study drift --page-only                  its page anew, of its values"
    })
final class StudyCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "drift, planners, models or overshooting.")
  private @Nullable String name;

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      defaultValue = Studies.PROFILE,
      description = "The cells that it chooses from. Default: study.")
  private String profile = Studies.PROFILE;

  @Option(
      names = "--task",
      paramLabel = "T",
      description = "Tasks instead of the profile's, by commas.")
  private @Nullable String tasks;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seeds instead of the profile's, by commas.")
  private @Nullable String seeds;

  @Option(names = "--jobs", paramLabel = "N", description = "Cells side by side.")
  private @Nullable Integer jobs;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Where the runs are. Default: runs/<profile>.")
  private @Nullable Path runs;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the page is written, and what is measured for it. Default: <study> in the folder"
              + " of runs.")
  private @Nullable Path out;

  @Option(names = "--measure-only", description = "Run no cell: measure those that are finished.")
  private boolean measureOnly;

  @Option(
      names = "--page-only",
      description =
          "Measure nothing either: make the page of --out anew of its values.csv and"
              + " cells.csv.")
  private boolean pageOnly;

  @Option(
      names = "--tracking-uri",
      paramLabel = "URI",
      description = "Where the cells are logged, as with bench run. Default: none.")
  private @Nullable String trackingUri;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (name == null) {
      requireNoOptions();
      System.out.print(listing().render(Listing.Format.TABLE));
      return Main.success();
    }
    Study study = named(name);
    Profile cells = Profiles.load(profile);
    Path folder = runs != null ? runs : Path.of("runs", cells.name());
    Path page = out != null ? out : folder.resolve(study.name());
    ReportCommand.requireOwnFolder(page);
    requireChoosesSomething();
    if (jobs != null && jobs < 1) {
      throw new BadInputException("--jobs: expected at least 1, got " + jobs);
    }
    StudyPage.requireOf(page, study);
    if (pageOnly) {
      answer(study, page, StudyPage.cells(page), StudyPage.values(page));
      return Main.success();
    }
    if (!measureOnly) {
      for (Cell cell : cells.cells()) { // before hours of cells that could not be measured
        if (study.variants().contains(cell.variant())) {
          FrozenCell.requireRewardAfter(CellSetting.of(cells.spec(cell, "", 1, "")).recipe());
        }
      }
      int code = runCells(study, folder);
      if (code != ExitCode.SUCCESS.number()) {
        return code;
      }
    }
    return measure(study, folder, page, jobs != null ? jobs : cells.jobs());
  }

  private void requireNoOptions() {
    GivenOptions.firstBut(spec)
        .ifPresent(
            option -> {
              throw new BadInputException(
                  "%s: expected the NAME of a study before it, got none; without one they are listed"
                      .formatted(option));
            });
  }

  /** An option that would change nothing is a mistake. */
  private void requireChoosesSomething() {
    if (!measureOnly && !pageOnly) {
      return;
    }
    String only = pageOnly ? "--page-only" : "--measure-only";
    Map<String, Boolean> useless = new LinkedHashMap<>();
    useless.put("--task", tasks != null);
    useless.put("--seed", seeds != null);
    useless.put("--jobs", pageOnly && jobs != null);
    useless.put("--tracking-uri", trackingUri != null);
    useless.put("--measure-only", pageOnly && measureOnly);
    useless.forEach(
        (option, given) -> {
          if (given) {
            throw new BadInputException(
                "%s: chooses nothing with %s, which takes all that is there; leave one of them out"
                    .formatted(option, only));
          }
        });
  }

  /**
   * @throws BadInputException for a name that no study has, with those that there are
   */
  static Study named(String name) {
    return Studies.named(name)
        .orElseThrow(
            () ->
                new BadInputException(
                    "study: expected one of %s, got '%s'"
                        .formatted(
                            Studies.ALL.stream().map(Study::name).collect(Collectors.joining(", ")),
                            name)));
  }

  private static Listing listing() {
    Listing listing =
        new Listing(
            "studies",
            text("study", "Study"),
            text("question", "Question"),
            text("variants", "Variants"));
    Studies.ALL.forEach(
        study -> listing.row(study.name(), study.question(), String.join(", ", study.variants())));
    return listing;
  }

  private int runCells(Study study, Path folder) {
    List<String> call =
        new ArrayList<>(
            List.of(
                "run",
                "--all-indices", // a study asked for by an array's task is a whole one
                "--profile=" + profile,
                "--variant=" + String.join(",", study.variants()),
                "--runs=" + folder,
                "--tracking-uri=" + (trackingUri != null ? trackingUri : "none")));
    if (tasks != null) {
      call.add("--task=" + tasks);
    }
    if (seeds != null) {
      call.add("--seed=" + seeds);
    }
    if (jobs != null) {
      call.add("--jobs=" + jobs);
    }
    return Main.execute(call.toArray(String[]::new));
  }

  private int measure(Study study, Path folder, Path target, int sideBySide)
      throws IOException, InterruptedException {
    List<StudyMeasurement> all = new ArrayList<>();
    List<StudyCell> measured = new ArrayList<>();
    Map<String, RunRecord> firsts = new HashMap<>();
    for (RunFolder run : RunFolder.list(folder)) {
      RunRecord record = run.readRecord();
      if (study.variants().contains(record.variant())
          && record.status() == RunStatus.FINISHED
          && isChosen(record)) {
        String point = record.task() + " " + record.variant();
        requireAlike(run, record, firsts.computeIfAbsent(point, _ -> record));
        all.addAll(StudyMeasurement.of(study, target, run, record));
        measured.add(StudyCell.of(study, record));
      }
    }
    if (all.isEmpty()) {
      throw new BadInputException(
          "%s: expected finished runs of %s, got none; without --measure-only they are made"
              .formatted(folder, String.join(" or ", study.variants())));
    }
    ExitCode code = measureAll(all, sideBySide);
    if (code != ExitCode.SUCCESS) {
      return code.number();
    }
    List<StudyValue> values = new ArrayList<>();
    for (StudyMeasurement measurement : all) {
      values.addAll(measurement.values());
    }
    answer(study, target, measured, new StudyValues(values));
    return Main.success();
  }

  private boolean isChosen(RunRecord record) {
    return (tasks == null || words(tasks).anyMatch(record.task()::equals))
        && (seeds == null
            || words(seeds).mapToLong(Profiles::seed).anyMatch(seed -> seed == record.seed()));
  }

  private static Stream<String> words(String list) {
    return Arrays.stream(list.split(","));
  }

  /** Seeds of one point stand in one mean. */
  private static void requireAlike(RunFolder run, RunRecord record, RunRecord first) {
    List<String> differences = record.setOtherwise(first);
    if (!differences.isEmpty()) {
      throw new BadInputException(
          "%s: expected what %s has, with whose seed it would be averaged, got %s; keep runs of other settings in another folder"
              .formatted(run, first.cell(), differences.getFirst()));
    }
  }

  /** Writes the page, and prints what it begins with. */
  private static void answer(Study study, Path target, List<StudyCell> cells, StudyValues values)
      throws IOException {
    StudyAnswer answer = Pilot.answer(study, values);
    Path page = StudyPage.write(target, study, cells, values, answer);
    System.out.println();
    answer.answer().forEach(System.out::println);
    System.out.println("\nPage    " + page);
    System.out.println("Values  " + target.resolve(StudyPage.VALUES));
  }

  private static ExitCode measureAll(List<StudyMeasurement> all, int sideBySide)
      throws IOException, InterruptedException {
    List<StudyMeasurement> left = all.stream().filter(one -> !one.isDone()).toList();
    System.out.printf("%d to measure, %d measured before%n", left.size(), all.size() - left.size());
    String commit = Checkout.ofThisProgram().commit();
    AtomicInteger done = new AtomicInteger();
    List<ExitCode> codes = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(sideBySide)) {
      List<Future<ExitCode>> futures = new ArrayList<>();
      for (StudyMeasurement one : left) {
        futures.add(
            pool.submit(
                () -> {
                  long before = System.nanoTime();
                  ExitCode code = one.runElsewhere(commit);
                  System.out.printf(
                      "%s: %s in %d s, %d of %d%n",
                      one.title(),
                      how(one, code),
                      (System.nanoTime() - before) / 1_000_000_000,
                      done.incrementAndGet(),
                      left.size());
                  return code;
                }));
      }
      for (Future<ExitCode> future : futures) {
        codes.add(result(future));
      }
    }
    return codes.isEmpty() ? ExitCode.SUCCESS : ExitCode.worst(codes);
  }

  /** What needs a run that is not there yet, such as another seed's, stays to be measured. */
  private static String how(StudyMeasurement one, ExitCode code) {
    return code != ExitCode.SUCCESS ? "failed" : one.isDone() ? "measured" : "waits for a run";
  }

  private static ExitCode result(Future<ExitCode> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) { // bad input has its own exit code
        throw fault;
      }
      throw new IOException(e.getCause());
    }
  }
}
