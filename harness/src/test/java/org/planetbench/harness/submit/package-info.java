@NullMarked
package org.planetbench.harness.submit;

import org.jspecify.annotations.NullMarked;
