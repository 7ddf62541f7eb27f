package org.planetbench.agents.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The head of a .npy file (NumPy's format 1.0 and 2.0): magic, version, length, and a Python
 * dictionary padded with spaces so that the numbers after it are aligned to 64 bytes.
 *
 * @param bytes length of the whole head: where the numbers begin
 */
record NpyHeader(String descriptor, int[] shape, int bytes) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([^']+)',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

  static byte[] write(NpyArray array) {
    String shape =
        Arrays.stream(array.shape()).mapToObj(Integer::toString).collect(Collectors.joining(", "))
            + (array.shape().length == 1 ? "," : "");
    String dictionary =
        "{'descr': '"
            + array.descriptor()
            + "', 'fortran_order': False, 'shape': ("
            + shape
            + "), }";
    int length = (MAGIC.length + 4 + dictionary.length() + 1 + 63) / 64 * 64;
    byte[] head = new byte[length];
    Arrays.fill(head, (byte) ' ');
    ByteBuffer.wrap(head)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (length - MAGIC.length - 4))
        .put(dictionary.getBytes(StandardCharsets.US_ASCII));
    head[length - 1] = '\n';
    return head;
  }

  /**
   * Reads the head at the buffer's position.
   *
   * @throws IOException saying what is wrong
   */
  static NpyHeader read(ByteBuffer file) throws IOException {
    ByteBuffer in = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    if (in.remaining() < MAGIC.length + 6 || !Arrays.equals(magic(in, magic), MAGIC)) {
      throw new IOException("expected a .npy array, got other bytes");
    }
    int version = in.get();
    in.get();
    long length = version == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
    if (version < 1 || version > 2 || length < 0 || length > in.remaining()) {
      throw new IOException("expected .npy format 1 or 2, got version " + version);
    }
    byte[] text = new byte[(int) length];
    in.get(text);
    String dictionary = new String(text, StandardCharsets.ISO_8859_1);
    Matcher match = DICTIONARY.matcher(dictionary);
    if (!match.matches()) {
      throw new IOException("cannot read the .npy head " + dictionary.strip());
    }
    int[] shape =
        Pattern.compile(",")
            .splitAsStream(match.group(3).replace(" ", ""))
            .filter(size -> !size.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    if (match.group(2).equals("True") && shape.length > 1) {
      throw new IOException("expected a row-major array, got a column-major one");
    }
    return new NpyHeader(match.group(1), shape, in.position());
  }

  private static byte[] magic(ByteBuffer in, byte[] into) {
    in.get(into);
    return into;
  }
}
