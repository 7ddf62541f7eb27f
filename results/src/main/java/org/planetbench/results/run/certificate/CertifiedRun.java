package org.planetbench.results.run.certificate;

import org.planetbench.results.run.RunRecord;

/** A run with all that it recorded in rows, as far as it is committed. */
public record CertifiedRun(RunRecord record, RunRows rows) {}
