@NullMarked
package org.planetbench.suites.wrappers;

import org.jspecify.annotations.NullMarked;
