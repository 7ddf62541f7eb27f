/** The tables of a run folder, and other numbers as text. Commons CSV lives here only. */
@NullMarked
package org.planetbench.results.run.csv;

import org.jspecify.annotations.NullMarked;
