/** The tables of a run folder, and other numbers as text. Commons CSV lives here only. */
@NullMarked
package org.planetbench.results.csv;

import org.jspecify.annotations.NullMarked;
