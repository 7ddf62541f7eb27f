package org.planetbench.results.report;

import java.io.IOException;
import org.planetbench.results.page.Content;

/** A section of the report: what it says of the runs. {@link Report} lists them all. */
@FunctionalInterface
interface Section {
  /** Draws its plots; a section that has nothing to say gives an empty block. */
  Content.Block of(ReportData data) throws IOException;
}
