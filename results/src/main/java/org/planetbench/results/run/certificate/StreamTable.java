package org.planetbench.results.run.certificate;

import java.util.OptionalInt;

/**
 * Where each random stream was met first: a hash table in a few arrays, since the runs of a folder
 * have millions of streams. A stream is the 32 hexadecimal digits of its content; of its position
 * 64 bits of a hash are kept, enough to tell whether it is the same one.
 */
final class StreamTable {
  private static final int SMALLEST = 1 << 10;

  private long[] high = new long[SMALLEST];
  private long[] low = new long[SMALLEST];
  private long[] place = new long[SMALLEST];

  /** One more than the run; 0 for a free slot; negative once the stream is shared. */
  private int[] owner = new int[SMALLEST];

  private long size;
  private long shared;

  /** Adds a stream unless it is there; then gives the run that had it first. */
  OptionalInt add(String stream, String position, int run) {
    int slot = slot(high(stream), low(stream));
    if (owner[slot] != 0) {
      return OptionalInt.of(Math.abs(owner[slot]) - 1);
    }
    put(slot, high(stream), low(stream), hash(position), run + 1);
    size++;
    if (size * 3 > owner.length * 2L) {
      grow();
    }
    return OptionalInt.empty();
  }

  /** Whether a stream that is there was met first at this position. */
  boolean isAt(String stream, String position) {
    return place[slot(high(stream), low(stream))] == hash(position);
  }

  /** Counts a stream that is there as met again by design, once. */
  void share(String stream) {
    int slot = slot(high(stream), low(stream));
    if (owner[slot] > 0) {
      owner[slot] = -owner[slot];
      shared++;
    }
  }

  long size() {
    return size;
  }

  long shared() {
    return shared;
  }

  private void put(int slot, long highBits, long lowBits, long placeBits, int who) {
    high[slot] = highBits;
    low[slot] = lowBits;
    place[slot] = placeBits;
    owner[slot] = who;
  }

  private void grow() {
    long[] highs = high;
    long[] lows = low;
    long[] places = place;
    int[] owners = owner;
    int capacity = Math.multiplyExact(owners.length, 2);
    high = new long[capacity];
    low = new long[capacity];
    place = new long[capacity];
    owner = new int[capacity];
    for (int i = 0; i < owners.length; i++) {
      if (owners[i] != 0) {
        put(slot(highs[i], lows[i]), highs[i], lows[i], places[i], owners[i]);
      }
    }
  }

  /** The stream's slot, or the free one where it belongs. */
  private int slot(long highBits, long lowBits) {
    int mask = owner.length - 1;
    int slot = (int) (highBits ^ lowBits) & mask; // the bits of a hash: as good as any
    while (owner[slot] != 0 && (high[slot] != highBits || low[slot] != lowBits)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long high(String stream) {
    return Long.parseUnsignedLong(stream, 0, 16, 16);
  }

  private static long low(String stream) {
    return Long.parseUnsignedLong(stream, 16, 32, 16);
  }

  /** FNV-1a. */
  private static long hash(String position) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < position.length(); i++) {
      hash = (hash ^ position.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
