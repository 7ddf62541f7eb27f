/** What PlaNet puts around an environment: action repeat and pixels. */
@NullMarked
package org.planetbench.suites.wrappers;

import org.jspecify.annotations.NullMarked;
