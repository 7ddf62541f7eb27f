/**
 * The report of folders of runs: one class for each section, and the list of them in {@link
 * org.planetbench.results.report.Report}.
 */
@NullMarked
package org.planetbench.results.report;

import org.jspecify.annotations.NullMarked;
