/**
 * Experiments that answer a question about PlaNet: cells are run, their frozen models are measured,
 * and a page says what came out. Each step goes on where it stopped.
 */
@NullMarked
package org.planetbench.harness.study;

import org.jspecify.annotations.NullMarked;
