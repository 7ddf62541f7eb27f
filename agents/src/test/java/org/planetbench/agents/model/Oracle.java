package org.planetbench.agents.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Arrays recorded by {@code ci/record/record_world_models.py}: a line of JSON, then the values;
 * compressed if the name ends in {@code .gz}.
 */
record Oracle(SequencedMap<String, float[]> floats, SequencedMap<String, byte[]> bytes) {
  private static final Pattern ENTRY =
      Pattern.compile("\\[\"([^\"]+)\",\"(float32|uint8)\",\\[([0-9,]*)]]");

  static Oracle read(String name) throws IOException {
    try (InputStream in = Oracle.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no fixture " + name + ": run ci/record/record_world_models.py");
      }
      byte[] all = (name.endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes();
      int end = 0;
      while (all[end] != '\n') {
        end++;
      }
      ByteBuffer values =
          ByteBuffer.wrap(all, end + 1, all.length - end - 1)
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN);
      return parse(new String(all, 0, end, StandardCharsets.US_ASCII), values);
    }
  }

  private static Oracle parse(String header, ByteBuffer values) {
    Oracle oracle = new Oracle(new LinkedHashMap<>(), new LinkedHashMap<>());
    Matcher entry = ENTRY.matcher(header);
    while (entry.find()) {
      int size =
          Arrays.stream(entry.group(3).split(",", -1))
              .filter(extent -> !extent.isEmpty())
              .mapToInt(Integer::parseInt)
              .reduce(1, Math::multiplyExact);
      if (entry.group(2).equals("uint8")) {
        byte[] array = new byte[size];
        values.get(array);
        oracle.bytes.put(entry.group(1), array);
      } else {
        float[] array = new float[size];
        for (int i = 0; i < size; i++) {
          array[i] = values.getFloat();
        }
        oracle.floats.put(entry.group(1), array);
      }
    }
    if (values.hasRemaining()) {
      throw new IllegalStateException(values.remaining() + " bytes left over");
    }
    return oracle;
  }

  float[] get(String name) {
    float[] array = floats.get(name);
    if (array == null) {
      throw new IllegalArgumentException("the oracle has no " + name);
    }
    return array;
  }
}
