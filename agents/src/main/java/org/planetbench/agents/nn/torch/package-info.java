/**
 * The one door to libtorch: its stable C interface, called by java.lang.foreign.
 *
 * <p>{@link org.planetbench.agents.nn.torch.LibTorch} loads the library, {@link
 * org.planetbench.agents.nn.torch.TorchScope} owns what operators make, and the classes {@code
 * Creation}, {@code Views}, {@code Indexing}, {@code Elementwise}, {@code Activations}, {@code
 * Reductions}, {@code Products}, {@code Convolutions} and {@code Steps} have one method for each
 * operator. There is no autograd: whoever needs a gradient calls the operator that computes it.
 * {@link org.planetbench.agents.nn.torch.TorchBackend} makes of them what a model computes.
 */
@NullMarked
package org.planetbench.agents.nn.torch;

import org.jspecify.annotations.NullMarked;
