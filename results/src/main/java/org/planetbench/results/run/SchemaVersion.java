package org.planetbench.results.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.planetbench.results.run.file.JsonFile;
import org.planetbench.results.run.file.MalformedFileException;

/** The {@code schema_version} that the files of a run's folder name. */
public final class SchemaVersion {
  private SchemaVersion() {}

  /**
   * A file of a run's folder, whose version is looked at first, so that a newer file is called
   * newer and not malformed. The first version had none in some files.
   *
   * @throws MalformedFileException as {@link JsonFile#read}, and for a newer version
   */
  public static ObjectNode read(Path file) throws IOException {
    ObjectNode object = JsonFile.read(file);
    requireKnown(file, object.path("schema_version"));
    return object;
  }

  /** Complains about a version that this code doesn't know yet; a missing one is the first. */
  public static void requireKnown(Path file, JsonNode version) throws MalformedFileException {
    if (version.canConvertToInt() && version.intValue() > RunRecord.SCHEMA_VERSION) {
      throw MalformedFileException.in(
          file,
          "expected schema_version up to "
              + RunRecord.SCHEMA_VERSION
              + ", got "
              + version
              + ": a newer planet-bench wrote it; update this one");
    }
  }
}
