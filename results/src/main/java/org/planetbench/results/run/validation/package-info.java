/** Looks through a folder of runs made elsewhere and names everything that is wrong with it. */
@NullMarked
package org.planetbench.results.run.validation;

import org.jspecify.annotations.NullMarked;
