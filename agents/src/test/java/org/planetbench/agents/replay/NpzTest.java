package org.planetbench.agents.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planetbench.agents.Errors;

/** The fixtures come from {@code ci/record/npz.py}, which also says that NumPy reads ours. */
class NpzTest {
  @TempDir Path directory;

  static Path fixture(String name) {
    try {
      return Path.of(Objects.requireNonNull(NpzTest.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The arrays of the script. */
  private static SequencedMap<String, NpyArray> arrays() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    float[] floats = {0.1f, -2.5f, 3e38f, 1e-40f, Float.POSITIVE_INFINITY, -0f};
    SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
    arrays.put("floats", new NpyArray.Floats(new int[] {2, 3}, floats));
    arrays.put("doubles", new NpyArray.Doubles(new int[] {2}, new double[] {Math.PI, -1e300}));
    arrays.put("longs", new NpyArray.Longs(new int[] {1, 2, 1}, new long[] {1L << 62, -1}));
    arrays.put("bytes", new NpyArray.Bytes(new int[] {2, 2, 64}, bytes));
    arrays.put("scalar", new NpyArray.Doubles(new int[] {}, new double[] {0.25}));
    arrays.put("empty", new NpyArray.Bytes(new int[] {0, 32}, new byte[0]));
    return arrays;
  }

  private static void assertSame(
      SequencedMap<String, NpyArray> expected, SequencedMap<String, NpyArray> got) {
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(got.keySet()));
    expected.forEach(
        (name, array) -> {
          NpyArray found = Objects.requireNonNull(got.get(name));
          assertEquals(array.descriptor(), found.descriptor(), name);
          assertArrayEquals(array.shape(), found.shape(), name);
          assertArrayEquals(array.encoded().array(), found.encoded().array(), name);
        });
  }

  @Test
  void readsWhatNumPyWrites() throws IOException {
    assertSame(arrays(), Npz.read(fixture("numpy.npz")));
    assertSame(arrays(), Npz.read(fixture("numpy-compressed.npz")));
  }

  /** {@code npz.py check} loaded this very file. */
  @Test
  void writesTheBytesThatNumPyHasRead() throws IOException {
    Path file = directory.resolve("java.npz");
    Npz.write(file, arrays());
    assertArrayEquals(Files.readAllBytes(fixture("java.npz")), Files.readAllBytes(file));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Path file = directory.resolve("a.npz");
    Npz.write(file, arrays());
    Npz.write(file, arrays());
    assertSame(arrays(), Npz.read(file));
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList(), "no temporary file is left");
    }
  }

  @Test
  void readsOnlyWhatIsAskedFor() throws IOException {
    assertEquals(
        List.of("longs", "scalar"),
        List.copyOf(Npz.read(fixture("numpy.npz"), "scalar", "longs").keySet()));
  }

  @Test
  void locatesAnArrayInTheFile() throws IOException {
    Path file = directory.resolve("a.npz");
    Npz.write(file, arrays());
    Npz.Location longs = Npz.locate(file, "longs");
    ByteBuffer number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      channel.read(number, longs.offset());
    }
    assertEquals(1L << 62, number.getLong(0));
    assertArrayEquals(new int[] {1, 2, 1}, longs.shape());
    assertTrue(
        Errors.messageOf(IOException.class, () -> Npz.locate(file, "nothing"))
            .endsWith("expected an array 'nothing', found none"));
  }

  @Test
  void saysWhenAFileIsTorn() throws IOException {
    byte[] whole = Files.readAllBytes(fixture("numpy.npz"));
    for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
      Path torn = Files.write(directory.resolve("torn.npz"), Arrays.copyOf(whole, length));
      String message = Errors.messageOf(IOException.class, () -> Npz.read(torn));
      assertTrue(message.contains("torn.npz: expected a whole .npz file, got a torn"), message);
    }
  }

  @Test
  void saysWhenABitFlipped() throws IOException {
    byte[] whole = Files.readAllBytes(fixture("java.npz"));
    whole[200] ^= 1;
    Path damaged = Files.write(directory.resolve("damaged.npz"), whole);
    String message = Errors.messageOf(IOException.class, () -> Npz.read(damaged));
    assertTrue(
        message.endsWith("damaged.npz: array 'floats': damaged: its checksum does not match"),
        message);
  }

  @Test
  void saysWhatIsForeign() throws IOException {
    Path text = Files.writeString(directory.resolve("a.npz"), "step,return\n1,2\n");
    assertTrue(
        Errors.messageOf(IOException.class, () -> Npz.read(text))
            .contains("got a torn or foreign one"));
    assertForeign("hello", "expected a .npy array, got other bytes");
    assertForeign(
        npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }"),
        "expected type <f4, <f8, <i8 or |u1, got <c8");
    assertForeign(
        npy("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2), }"),
        "expected a row-major array, got a column-major one");
    assertForeign(
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"),
        "expected 3 numbers of 4 bytes, got 8 bytes");
    assertForeign(
        npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }"),
        "cannot read the .npy head");
  }

  /** A .npy of eight zero bytes. */
  private static String npy(String head) {
    return "\u0093NUMPY\u0001\u0000" + (char) head.length() + "\u0000" + head + "\u0000".repeat(8);
  }

  private void assertForeign(String content, String expected) throws IOException {
    Path file = directory.resolve("foreign.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(content.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    String message = Errors.messageOf(IOException.class, () -> Npz.read(file));
    assertTrue(message.contains("foreign.npz: array 'a': " + expected), message);
  }
}
