package org.planetbench.harness.submit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.planetbench.harness.experiment.BadInputException;

/** A submission as one scheduler takes it. */
public interface Handover {
  /** The same of another submission in the same folder of runs. */
  Handover of(Submission other);

  /**
   * Nothing is written or submitted.
   *
   * @throws BadInputException if there is no scheduler here, or it would refuse this
   */
  void requireAcceptance() throws IOException, InterruptedException;

  /** By what the program is known that the cells run: for {@code submission.json}. */
  Map<String, String> program();

  /** The files that are kept beside the cells' inputs, by name: what is submitted. */
  Map<String, String> files();

  /** Puts the program where the cells find it, unless it is there. */
  void keepProgram() throws IOException;

  /** All that would be submitted, for people. */
  String description();

  /**
   * Submits the cells, and the report after them: all, or nothing.
   *
   * @return how the scheduler calls the jobs, the report's last
   * @throws BadInputException if the scheduler refuses
   */
  List<String> submit() throws IOException, InterruptedException;
}
