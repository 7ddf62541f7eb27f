package org.planetbench.results.reference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.planetbench.results.run.file.InputFile;

/**
 * Names the content of reference files: the first 12 hexadecimal digits of SHA-256. Of a family it
 * is over its table and, where it was blessed, over the record of how; of one that is a folder of
 * runs, over all their files.
 */
final class FamilyHash {
  private static final int DIGITS = 12;
  private static final int LIMIT = 256_000_000; // bytes of a file

  private FamilyHash() {}

  static String of(Path folder, String family) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (String ending : List.of(".csv", ".json")) {
      Path file = folder.resolve(family + ending);
      if (Files.exists(file)) {
        add(digest, ending, file);
      }
    }
    Path runs = folder.resolve(family);
    if (Files.isDirectory(runs)) {
      try (Stream<Path> files = Files.walk(runs)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          add(digest, runs.relativize(file).toString(), file);
        }
      }
    }
    return text(digest);
  }

  private static void add(MessageDigest digest, String name, Path file) throws IOException {
    byte[] bytes = InputFile.bytes(file, LIMIT);
    digest.update((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  /** Of the bundle: over the names and hashes of its families. */
  static String ofAll(Path folder) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (String family : References.families(folder)) {
      String line = family + " " + of(folder, family) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return text(digest);
  }

  private static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }
}
