package org.planetbench.results.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.planetbench.results.run.file.MalformedFileException;

/** Rows that are read one at a time, as often as one likes: a table may be longer than memory. */
public interface Rows<T> {
  /** From the first row on. Whoever opens it closes it. */
  Cursor<T> open() throws IOException;

  /** Where a reader of rows is. */
  interface Cursor<T> extends AutoCloseable {
    /**
     * The next row; empty at the end.
     *
     * @throws MalformedFileException if it is not what it should be
     */
    Optional<T> next() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Takes a row. */
  interface Taker<T> {
    void take(T row) throws IOException;
  }

  /** Gives every row in turn. */
  default void forEach(Taker<? super T> taker) throws IOException {
    try (Cursor<T> cursor = open()) {
      for (Optional<T> row = cursor.next(); row.isPresent(); row = cursor.next()) {
        taker.take(row.get());
      }
    }
  }

  /** All of them: for tables that are known to be short. */
  default List<T> all() throws IOException {
    List<T> all = new ArrayList<>();
    forEach(all::add);
    return all;
  }

  /** Rows that are in memory. */
  static <T> Rows<T> of(List<T> rows) {
    List<T> kept = List.copyOf(rows);
    return () -> {
      Iterator<T> left = kept.iterator();
      return new Cursor<>() {
        @Override
        public Optional<T> next() {
          return left.hasNext() ? Optional.of(left.next()) : Optional.empty();
        }

        @Override
        public void close() {}
      };
    };
  }
}
