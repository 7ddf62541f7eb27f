/**
 * The ledger of published returns ({@code results/reference/claims.csv}): who claimed what under
 * which protocol, and what of it these runs may stand beside.
 */
@NullMarked
package org.planetbench.results.claims;

import org.jspecify.annotations.NullMarked;
