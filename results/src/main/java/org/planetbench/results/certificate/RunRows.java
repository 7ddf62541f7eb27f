package org.planetbench.results.certificate;

import org.planetbench.results.EpisodeRow;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.ModelRow;
import org.planetbench.results.Rows;
import org.planetbench.results.UpdateRow;

/** The tables of a run. A certificate has millions of rows in a long one: they stay on disk. */
public record RunRows(
    Rows<CertificateRow> certificate,
    Rows<EpisodeRow> episodes,
    Rows<UpdateRow> updates,
    Rows<LatencyRow> decisions,
    Rows<ModelRow> model) {}
