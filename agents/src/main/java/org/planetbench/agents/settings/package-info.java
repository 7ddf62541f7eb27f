/** Settings: each declared once, with its key, default, check and purpose. */
@NullMarked
package org.planetbench.agents.settings;

import org.jspecify.annotations.NullMarked;
