/** What a run went through, bit for bit, as a hash chain: made, checked, compared. */
@NullMarked
package org.planetbench.results.run.certificate;

import org.jspecify.annotations.NullMarked;
