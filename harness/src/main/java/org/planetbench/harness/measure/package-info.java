/** Timings of decisions, updates and the environment: {@code bench measure}. */
@NullMarked
package org.planetbench.harness.measure;

import org.jspecify.annotations.NullMarked;
