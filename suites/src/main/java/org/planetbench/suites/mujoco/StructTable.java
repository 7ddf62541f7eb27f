package org.planetbench.suites.mujoco;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Where the fields of MuJoCo's structs lie, and the values of its constants, for the one version
 * that this binding speaks. The table is printed by {@code ci/record/struct_table.c} from that
 * version's headers.
 */
final class StructTable {
  /** The version of the table. Offsets move with every release. */
  static final String RELEASE = "3.17.0";

  private static final Properties TABLE = load("mujoco-" + RELEASE + ".properties");

  /** What {@code mj_version()} has to say for the offsets to hold. */
  static final int VERSION = Integer.parseInt(entry("version"));

  private StructTable() {}

  /**
   * An array inside mjModel or mjData.
   *
   * @param offset of the pointer, in bytes
   * @param rows a number, or the name of a size of mjModel such as {@code nbody}
   * @param columns likewise
   */
  record ArrayField(long offset, String type, String rows, String columns) {}

  static ArrayField array(String key) {
    String[] parts = entry(key).split(",", -1);
    return new ArrayField(Long.parseLong(parts[0]), parts[1], parts[2], parts[3]);
  }

  /** The offset in bytes of a plain field. */
  static long offset(String key) {
    String value = entry(key);
    int comma = value.indexOf(',');
    return Long.parseLong(comma < 0 ? value : value.substring(0, comma));
  }

  static long sizeOf(String struct) {
    return offset("sizeof." + struct);
  }

  static int constant(String name) {
    return Math.toIntExact(offset("enum." + name));
  }

  private static String entry(String key) {
    String value = TABLE.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("MuJoCo " + RELEASE + " has no '" + key + "'");
    }
    return value;
  }

  private static Properties load(String resource) {
    try (InputStream in = StructTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing from the jar");
      }
      Properties table = new Properties();
      table.load(in);
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
