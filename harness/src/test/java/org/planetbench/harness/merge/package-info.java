@NullMarked
package org.planetbench.harness.merge;

import org.jspecify.annotations.NullMarked;
