@NullMarked
package org.planetbench.harness.run;

import org.jspecify.annotations.NullMarked;
