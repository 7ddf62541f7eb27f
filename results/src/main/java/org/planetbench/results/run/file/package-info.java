/**
 * Files that people may have edited and disks may lose: read strictly, written whole or not at all.
 */
@NullMarked
package org.planetbench.results.run.file;

import org.jspecify.annotations.NullMarked;
