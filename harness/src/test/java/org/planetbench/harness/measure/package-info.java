@NullMarked
package org.planetbench.harness.measure;

import org.jspecify.annotations.NullMarked;
