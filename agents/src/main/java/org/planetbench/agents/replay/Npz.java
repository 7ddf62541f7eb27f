package org.planetbench.agents.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named arrays in a file that NumPy's {@code np.load} reads: a zip of .npy files.
 *
 * <p>Written uncompressed, as {@code np.savez} does, so that {@link #locate} can say where an
 * array's numbers lie and a reader can take a part of them; with a fixed time stamp, so that equal
 * arrays give equal bytes; and atomically: whole or not at all, also when the machine stops.
 */
public final class Npz {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final int LOCAL_HEADER = 30;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LARGEST_HEAD = 4096;

  private Npz() {}

  /** Where an array's numbers lie in a file, in bytes from its start. */
  public record Location(int[] shape, String descriptor, long offset) {}

  /** Writes the arrays in their order; replaces an existing file. */
  public static void write(Path file, SequencedMap<String, NpyArray> arrays) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      // The inner stream is not closed before the bytes are on the disk: force() needs the channel.
      ZipOutputStream zip =
          new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
      for (Map.Entry<String, NpyArray> entry : arrays.entrySet()) {
        writeEntry(zip, entry.getKey(), entry.getValue());
      }
      zip.finish();
      zip.flush();
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void writeEntry(ZipOutputStream zip, String name, NpyArray array)
      throws IOException {
    byte[] head = NpyHeader.write(array);
    byte[] numbers = array.encoded().array();
    CRC32 crc = new CRC32();
    crc.update(head);
    crc.update(numbers);
    ZipEntry entry = new ZipEntry(name + ".npy");
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(EPOCH);
    entry.setSize((long) head.length + numbers.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(head);
    zip.write(numbers);
    zip.closeEntry();
  }

  /**
   * Reads arrays in their order in the file, compressed or not, and checks their sums.
   *
   * @param names of the arrays wanted; none for all
   * @throws IOException naming the file and what is wrong: torn, damaged, no .npz, or an array of a
   *     type other than float32, float64, int64 or uint8
   */
  public static SequencedMap<String, NpyArray> read(Path file, String... names) throws IOException {
    SequencedMap<String, NpyArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName().replaceFirst("\\.npy$", "");
        if (names.length > 0 && !Arrays.asList(names).contains(name)) {
          continue;
        }
        try (InputStream in = zip.getInputStream(entry)) {
          arrays.put(name, decode(in.readAllBytes(), entry.getCrc()));
        } catch (IOException | ArithmeticException | NumberFormatException e) {
          throw new IOException(file + ": array '" + name + "': " + e.getMessage(), e);
        }
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": missing", e);
    } catch (ZipException e) {
      throw new IOException(
          file + ": expected a whole .npz file, got a torn or foreign one (" + e.getMessage() + ")",
          e);
    }
    return arrays;
  }

  private static NpyArray decode(byte[] bytes, long expectedCrc) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (crc.getValue() != expectedCrc) {
      throw new IOException("damaged: its checksum does not match");
    }
    NpyHeader head = NpyHeader.read(ByteBuffer.wrap(bytes));
    ByteBuffer numbers =
        ByteBuffer.wrap(bytes, head.bytes(), bytes.length - head.bytes())
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    int count = NpyArray.product(head.shape());
    int width = width(head.descriptor());
    if ((long) count * width != numbers.remaining()) {
      throw new IOException(
          "expected %d numbers of %d bytes, got %d bytes"
              .formatted(count, width, numbers.remaining()));
    }
    return switch (head.descriptor()) {
      case NpyArray.Floats.DESCRIPTOR -> {
        float[] data = new float[count];
        numbers.asFloatBuffer().get(data);
        yield new NpyArray.Floats(head.shape(), data);
      }
      case NpyArray.Doubles.DESCRIPTOR -> {
        double[] data = new double[count];
        numbers.asDoubleBuffer().get(data);
        yield new NpyArray.Doubles(head.shape(), data);
      }
      case NpyArray.Longs.DESCRIPTOR -> {
        long[] data = new long[count];
        numbers.asLongBuffer().get(data);
        yield new NpyArray.Longs(head.shape(), data);
      }
      default ->
          new NpyArray.Bytes(head.shape(), Arrays.copyOfRange(bytes, head.bytes(), bytes.length));
    };
  }

  private static int width(String descriptor) throws IOException {
    return switch (descriptor) {
      case NpyArray.Floats.DESCRIPTOR -> Float.BYTES;
      case NpyArray.Doubles.DESCRIPTOR -> Double.BYTES;
      case NpyArray.Longs.DESCRIPTOR -> Long.BYTES;
      case NpyArray.Bytes.DESCRIPTOR -> Byte.BYTES;
      default -> throw new IOException("expected type <f4, <f8, <i8 or |u1, got " + descriptor);
    };
  }

  /**
   * Finds an uncompressed array in a file of {@link #write} without reading it.
   *
   * @throws IOException where the file does not hold it so
   */
  public static Location locate(Path file, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long at = 0;
      while (true) {
        ByteBuffer local = read(channel, at, LOCAL_HEADER);
        if (local.remaining() < LOCAL_HEADER || local.getInt(0) != LOCAL_SIGNATURE) {
          throw new IOException(file + ": expected an array '" + name + "', found none");
        }
        int nameLength = Short.toUnsignedInt(local.getShort(26));
        long numbers = at + LOCAL_HEADER + nameLength + Short.toUnsignedInt(local.getShort(28));
        String found =
            StandardCharsets.UTF_8.decode(read(channel, at + LOCAL_HEADER, nameLength)).toString();
        if (local.getShort(8) != ZipEntry.STORED) {
          throw new IOException(file + ": expected an uncompressed .npz, got a compressed one");
        }
        if (found.equals(name + ".npy")) {
          NpyHeader head = NpyHeader.read(read(channel, numbers, LARGEST_HEAD));
          return new Location(head.shape(), head.descriptor(), numbers + head.bytes());
        }
        at = numbers + Integer.toUnsignedLong(local.getInt(18));
      }
    }
  }

  /** Up to {@code length} bytes from {@code position}, fewer at the end of the file. */
  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
      // one call usually reads all
    }
    return bytes.flip();
  }
}
