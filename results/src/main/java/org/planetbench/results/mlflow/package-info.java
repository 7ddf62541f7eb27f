/** Tells an MLflow server what run folders say. The MLflow client lives here only. */
@NullMarked
package org.planetbench.results.mlflow;

import org.jspecify.annotations.NullMarked;
