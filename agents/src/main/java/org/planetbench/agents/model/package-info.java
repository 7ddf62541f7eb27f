/**
 * The world model: encoder, latent dynamics, decoder and reward head, their loss and their
 * training.
 */
@NullMarked
package org.planetbench.agents.model;

import org.jspecify.annotations.NullMarked;
