/**
 * A page that opens without a server, and the same as Markdown, from blocks of plots, tables and
 * films. j2html lives here only.
 */
@NullMarked
package org.planetbench.results.page;

import org.jspecify.annotations.NullMarked;
