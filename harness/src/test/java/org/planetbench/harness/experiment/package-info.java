@NullMarked
package org.planetbench.harness.experiment;

import org.jspecify.annotations.NullMarked;
