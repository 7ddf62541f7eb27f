@NullMarked
package org.planetbench.harness.verify;

import org.jspecify.annotations.NullMarked;
