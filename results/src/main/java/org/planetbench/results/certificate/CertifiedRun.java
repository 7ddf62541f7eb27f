package org.planetbench.results.certificate;

import java.util.List;
import org.planetbench.results.EpisodeRow;
import org.planetbench.results.LatencyRow;
import org.planetbench.results.ModelRow;
import org.planetbench.results.RunRecord;
import org.planetbench.results.UpdateRow;

/** All that a run recorded in rows, as far as it is committed. */
public record CertifiedRun(
    RunRecord record,
    List<CertificateRow> certificate,
    List<EpisodeRow> episodes,
    List<UpdateRow> updates,
    List<LatencyRow> decisions,
    List<ModelRow> model) {
  public CertifiedRun {
    certificate = List.copyOf(certificate);
    episodes = List.copyOf(episodes);
    updates = List.copyOf(updates);
    decisions = List.copyOf(decisions);
    model = List.copyOf(model);
  }
}
