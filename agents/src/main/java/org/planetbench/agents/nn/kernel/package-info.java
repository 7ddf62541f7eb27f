/**
 * Loops over float arrays that the JIT compiler turns into vector instructions. Every one has a
 * plain twin in the tests.
 *
 * <p>Three rules make HotSpot's C2 vectorise them, measured on JDK 25 (a loop that breaks one runs
 * 5 to 10 times slower): a row is an array of its own and is read and written from index 0, since
 * arrays at different offsets might overlap as far as C2 knows; there is no call to an intrinsic
 * like {@code Math.exp}; and there is no branch in the loop. The arithmetic is IEEE's basic
 * operations and {@link Math#fma}, which are exact to the last bit in the interpreter as in
 * compiled code: results do not depend on when a method was compiled.
 */
@NullMarked
package org.planetbench.agents.nn.kernel;

import org.jspecify.annotations.NullMarked;
