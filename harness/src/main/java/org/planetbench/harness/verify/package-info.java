/** Checking recorded runs: alone, against each other, against their own replay. */
@NullMarked
package org.planetbench.harness.verify;

import org.jspecify.annotations.NullMarked;
