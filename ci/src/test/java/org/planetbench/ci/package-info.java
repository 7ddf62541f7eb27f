/** The program as its users meet it: processes, files, exit codes, servers. */
@NullMarked
package org.planetbench.ci;

import org.jspecify.annotations.NullMarked;
