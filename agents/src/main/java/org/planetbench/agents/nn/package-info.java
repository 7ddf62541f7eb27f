/** Layers, gradients, Adam, initialisers. */
@NullMarked
package org.planetbench.agents.nn;

import org.jspecify.annotations.NullMarked;
