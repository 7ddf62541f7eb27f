package org.planetbench.results.run.csv;

import static org.planetbench.results.run.Metric.*;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.planetbench.results.run.CertificateStage;
import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.Metric;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.RunFolder;
import org.planetbench.results.run.SystemRow;
import org.planetbench.results.run.UpdateRow;
import org.planetbench.results.run.certificate.CertificateRow;
import org.planetbench.results.run.file.MalformedFileException;

/**
 * The measurements of a run: {@code episodes.csv}, {@code updates.csv}, {@code latency.csv}, {@code
 * model.csv}, and its {@code certificate.csv}.
 */
public final class RunTable<T> {
  public static final RunTable<EpisodeRow> EPISODES =
      new RunTable<>(
          "episodes.csv",
          List.of(
              PHASE,
              EPISODE,
              ENVIRONMENT_STEPS,
              AGENT_STEPS,
              UPDATE_STEPS,
              EPISODE_RETURN,
              SEED,
              WALL_CLOCK_S,
              TASK),
          List.of(TASK), // since there are sets of tasks
          List.of(),
          row ->
              List.of(
                  row.phase(),
                  row.episode(),
                  row.environmentSteps(),
                  row.agentSteps(),
                  row.updateSteps(),
                  row.episodeReturn(),
                  row.seed(),
                  row.wallClockS(),
                  row.task()),
          row ->
              new EpisodeRow(
                  row.text(PHASE.id()),
                  row.integer(EPISODE.id()),
                  row.longInteger(ENVIRONMENT_STEPS.id()),
                  row.longInteger(AGENT_STEPS.id()),
                  row.longInteger(UPDATE_STEPS.id()),
                  row.number(EPISODE_RETURN.id()),
                  row.longInteger(SEED.id()),
                  row.number(WALL_CLOCK_S.id()),
                  row.optionalText(TASK.id())));

  public static final RunTable<UpdateRow> UPDATES =
      new RunTable<>(
          "updates.csv",
          updateColumns(),
          List.of(OVERSHOOTING_LOSS), // since there is latent overshooting
          Metric.OF_ACTORS,
          RunTable::fields,
          RunTable::updateRow);

  public static final RunTable<LatencyRow> LATENCY =
      new RunTable<>(
          "latency.csv",
          List.of(
              PHASE,
              EPISODE,
              AGENT_STEP,
              ENCODE_MS,
              POSTERIOR_MS,
              PLAN_MS,
              ENVIRONMENT_MS,
              RENDER_MS),
          row ->
              List.of(
                  row.phase(),
                  row.episode(),
                  row.agentStep(),
                  row.encodeMs(),
                  row.posteriorMs(),
                  row.planMs(),
                  row.environmentMs(),
                  row.renderMs()),
          row ->
              new LatencyRow(
                  row.text(PHASE.id()),
                  row.integer(EPISODE.id()),
                  row.longInteger(AGENT_STEP.id()),
                  row.number(ENCODE_MS.id()),
                  row.number(POSTERIOR_MS.id()),
                  row.number(PLAN_MS.id()),
                  row.number(ENVIRONMENT_MS.id()),
                  row.number(RENDER_MS.id())));

  public static final RunTable<ModelRow> MODEL =
      new RunTable<>(
          "model.csv",
          List.of(UPDATE_STEP, DATA, DISTANCE, IMAGE_ERROR, REWARD_ERROR, DIVERGENCE),
          row ->
              List.of(
                  row.updateStep(),
                  row.data(),
                  row.distance(),
                  row.imageError(),
                  row.rewardError(),
                  row.divergence().isPresent() ? row.divergence().getAsDouble() : ""),
          row ->
              new ModelRow(
                  row.longInteger(UPDATE_STEP.id()),
                  row.text(DATA.id()),
                  row.integer(DISTANCE.id()),
                  row.number(IMAGE_ERROR.id()),
                  row.number(REWARD_ERROR.id()),
                  row.optionalNumber(DIVERGENCE.id())));

  public static final RunTable<CertificateRow> CERTIFICATE =
      new RunTable<>(
          "certificate.csv",
          List.of(INDEX, STAGE, POSITION, CONTENT, DIGEST),
          row ->
              List.of(row.index(), row.stage().id(), row.position(), row.content(), row.digest()),
          row ->
              new CertificateRow(
                  row.longInteger(INDEX.id()),
                  stage(row),
                  row.text(POSITION.id()),
                  row.text(CONTENT.id()),
                  row.text(DIGEST.id())));

  /**
   * Beside the run, by who started its process: no part of what is committed and certified, and no
   * two runs have the same.
   */
  public static final RunTable<SystemRow> SYSTEM =
      new RunTable<>(
          "system.csv",
          List.of(
              TIMESTAMP_MS,
              CPU_UTILIZATION_PERCENTAGE,
              SYSTEM_MEMORY_USAGE_MEGABYTES,
              SYSTEM_MEMORY_USAGE_PERCENTAGE,
              CELL_CPU_UTILIZATION_PERCENTAGE,
              CELL_MEMORY_USAGE_MEGABYTES),
          row ->
              List.of(
                  row.timestampMs(),
                  row.cpuPercent(),
                  row.memoryMb(),
                  row.memoryPercent(),
                  row.cellCpuPercent(),
                  row.cellMemoryMb()),
          row ->
              new SystemRow(
                  row.longInteger(TIMESTAMP_MS.id()),
                  row.number(CPU_UTILIZATION_PERCENTAGE.id()),
                  row.number(SYSTEM_MEMORY_USAGE_MEGABYTES.id()),
                  row.number(SYSTEM_MEMORY_USAGE_PERCENTAGE.id()),
                  row.number(CELL_CPU_UTILIZATION_PERCENTAGE.id()),
                  row.number(CELL_MEMORY_USAGE_MEGABYTES.id())));

  /** Every table that the run itself commits. */
  public static final List<RunTable<?>> ALL =
      List.of(EPISODES, UPDATES, LATENCY, MODEL, CERTIFICATE);

  private static List<Metric> updateColumns() {
    List<Metric> columns = new ArrayList<>(OF_UPDATES);
    columns.addFirst(UPDATE_STEP);
    columns.addLast(UPDATE_MS);
    return columns;
  }

  private static List<?> fields(UpdateRow row) {
    List<Object> fields = new ArrayList<>();
    fields.add(row.updateStep());
    for (Metric metric : OF_UPDATES) {
      Double value = row.values().get(metric);
      fields.add(value == null ? "" : value);
    }
    fields.add(row.updateMs());
    return fields;
  }

  private static UpdateRow updateRow(CsvRow row) throws MalformedFileException {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    for (Metric metric : OF_UPDATES) {
      if (!row.optionalText(metric.id()).isEmpty()) {
        values.put(metric, row.number(metric.id()));
      }
    }
    return new UpdateRow(row.longInteger(UPDATE_STEP.id()), values, row.number(UPDATE_MS.id()));
  }

  private final String fileName;
  private final CsvTable<T> table;

  private RunTable(
      String fileName,
      List<Metric> columns,
      Function<T, List<?>> toFields,
      CsvTable.RowReader<T> fromFields) {
    this(fileName, columns, List.of(), List.of(), toFields, fromFields);
  }

  /**
   * @param added columns that came with version 2; a file of version 1 may lack them
   * @param optional columns that a file has only if its first rows have values of them, as runs
   *     without what they measure have not
   */
  private RunTable(
      String fileName,
      List<Metric> columns,
      List<Metric> added,
      List<Metric> optional,
      Function<T, List<?>> toFields,
      CsvTable.RowReader<T> fromFields) {
    this.fileName = fileName;
    List<String> all = columns.stream().map(Metric::id).toList();
    List<String> usual = without(optional, all);
    this.table =
        new CsvTable<>(
            optional.isEmpty() ? List.of(all) : List.of(usual, all),
            List.of(without(added, usual)),
            toFields,
            fromFields);
  }

  private static List<String> without(List<Metric> some, List<String> columns) {
    List<String> ids = some.stream().map(Metric::id).toList();
    return columns.stream().filter(column -> !ids.contains(column)).toList();
  }

  public String fileName() {
    return fileName;
  }

  public Path in(RunFolder folder) {
    return folder.file(fileName);
  }

  /** All rows, of a table that is known to be whole and not too long to hold. */
  public List<T> read(RunFolder folder) throws IOException {
    return rows(folder, Long.MAX_VALUE).all();
  }

  /**
   * The first {@code count} rows, or as many as there are; read when they are asked for. What
   * stands after them is not looked at: the next commit may be writing it, or a kill have cut it.
   */
  public Rows<T> rows(RunFolder folder, long count) {
    return rows(folder, 0, count);
  }

  /** Rows {@code from} (inclusive, from 0) to {@code to} (exclusive), as far as there are any. */
  public Rows<T> rows(RunFolder folder, long from, long to) {
    return from >= to ? Rows.of(List.of()) : () -> table.open(in(folder), true, true, from, to);
  }

  /**
   * Reads the first {@code count} rows, whatever they hold, and tells of every row and everything
   * that is wrong.
   *
   * @param schemaVersion of the run: columns that came later may be missing
   * @return how many lines there are after the column names; 0 for a file without these
   */
  public long check(RunFolder folder, int schemaVersion, long count, TableInspector<T> inspector)
      throws IOException {
    try (CsvCursor<T> cursor = table.open(in(folder), schemaVersion < 2, true, 0, count)) {
      while (inspect(cursor, inspector)) {}
      return cursor.end();
    } catch (MalformedFileException e) {
      inspector.wrong(e);
      return 0;
    }
  }

  private boolean inspect(CsvCursor<T> cursor, TableInspector<T> inspector) throws IOException {
    long before = cursor.line();
    try {
      Optional<T> row = cursor.next();
      row.ifPresent(value -> inspector.row(cursor.line(), value));
      return row.isPresent();
    } catch (MalformedFileException e) {
      if (cursor.line() == before) {
        throw e; // it could not even be read
      }
      inspector.wrong(e);
      return true;
    }
  }

  private static CertificateStage stage(CsvRow row) throws MalformedFileException {
    return CertificateStage.of(row.text(STAGE.id()))
        .orElseThrow(() -> row.wrong("stage: unknown word '" + row.text(STAGE.id()) + "'"));
  }

  CsvTable<T> table() {
    return table;
  }
}
