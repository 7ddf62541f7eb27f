package org.planetbench.results.run;

/**
 * A row of {@code system.csv}: how busy machine and cell were since the row before. A megabyte is
 * 10^6 bytes here, as in MLflow.
 *
 * @param timestampMs since 1970
 * @param cpuPercent of all cores of the machine
 * @param memoryMb of the machine that are not available
 * @param memoryPercent of the machine's memory
 * @param cellCpuPercent of the cell's process; 100 is one core
 * @param cellMemoryMb resident of the cell's process
 */
public record SystemRow(
    long timestampMs,
    double cpuPercent,
    double memoryMb,
    double memoryPercent,
    double cellCpuPercent,
    double cellMemoryMb) {}
