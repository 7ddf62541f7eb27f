@NullMarked
package org.planetbench.results.golden;

import org.jspecify.annotations.NullMarked;
