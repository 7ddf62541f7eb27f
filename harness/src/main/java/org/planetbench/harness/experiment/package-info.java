/** What is run: cells, the matrix of them, profiles. */
@NullMarked
package org.planetbench.harness.experiment;

import org.jspecify.annotations.NullMarked;
