@NullMarked
package org.planetbench.harness.cli;

import org.jspecify.annotations.NullMarked;
