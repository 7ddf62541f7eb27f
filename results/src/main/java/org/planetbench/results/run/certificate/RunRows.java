package org.planetbench.results.run.certificate;

import org.planetbench.results.run.EpisodeRow;
import org.planetbench.results.run.LatencyRow;
import org.planetbench.results.run.ModelRow;
import org.planetbench.results.run.Rows;
import org.planetbench.results.run.UpdateRow;

/** The tables of a run. A certificate has millions of rows in a long one: they stay on disk. */
public record RunRows(
    Rows<CertificateRow> certificate,
    Rows<EpisodeRow> episodes,
    Rows<UpdateRow> updates,
    Rows<LatencyRow> decisions,
    Rows<ModelRow> model) {}
