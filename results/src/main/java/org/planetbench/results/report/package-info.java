/** From a folder of runs to tables, plots and one page that opens without a server. */
@NullMarked
package org.planetbench.results.report;

import org.jspecify.annotations.NullMarked;
