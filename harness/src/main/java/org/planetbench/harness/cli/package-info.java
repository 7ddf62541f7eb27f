/** The command line: parse, wire, print. */
@NullMarked
package org.planetbench.harness.cli;

import org.jspecify.annotations.NullMarked;
