/**
 * Environments without physics, shipped so that an installation can be tried out: one that counts,
 * and ones that fail at each stage.
 */
@NullMarked
package org.planetbench.suites.dummy;

import org.jspecify.annotations.NullMarked;
