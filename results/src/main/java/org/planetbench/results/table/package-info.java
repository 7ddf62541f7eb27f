/** Tables, once for people and programs: as CSV, LaTeX, Markdown and text; and numbers as text. */
@NullMarked
package org.planetbench.results.table;

import org.jspecify.annotations.NullMarked;
