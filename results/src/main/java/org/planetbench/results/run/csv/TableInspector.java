package org.planetbench.results.run.csv;

import org.planetbench.results.run.file.MalformedFileException;

/** Told of every line of a table by {@link RunTable#check}: it is a row, or it is wrong. */
public interface TableInspector<T> {
  void row(long line, T row);

  void wrong(MalformedFileException problem);
}
