package org.planetbench.results.run.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;

/** SHA-256 of files. */
public final class Sha256 {
  private Sha256() {}

  /** The hash of a file of any size, in hex digits. */
  public static String of(Path file) throws IOException {
    try (InputStream in = InputFile.open(file)) {
      return DigestUtils.sha256Hex(in);
    }
  }
}
