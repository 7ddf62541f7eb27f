@NullMarked
package org.planetbench.results.status;

import org.jspecify.annotations.NullMarked;
