/** Committed reference numbers, each with its source; families are never mixed. */
@NullMarked
package org.planetbench.results.reference;

import org.jspecify.annotations.NullMarked;
