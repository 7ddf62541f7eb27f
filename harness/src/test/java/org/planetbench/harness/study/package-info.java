@NullMarked
package org.planetbench.harness.study;

import org.jspecify.annotations.NullMarked;
