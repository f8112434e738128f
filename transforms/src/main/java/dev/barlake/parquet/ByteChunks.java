package dev.barlake.parquet;

import java.util.ArrayList;
import java.util.List;

/** Bytes that grow without being copied: an array that doubles would take thrice their memory. */
final class ByteChunks {
  private static final int FIRST = 1 << 14;
  private static final int LARGEST = 1 << 20;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[FIRST];
  private int used;
  private int before;

  int size() {
    return Math.addExact(before, used);
  }

  void write(byte[] from, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      if (used == last.length) {
        full.add(last);
        before = Math.addExact(before, used);
        last = new byte[Math.min(2 * last.length, LARGEST)];
        used = 0;
      }
      int some = Math.min(left, last.length - used);
      System.arraycopy(from, at, last, used, some);
      used += some;
      at += some;
      left -= some;
    }
  }

  /** All bytes, and room for some more. */
  byte[] toByteArray(int room) {
    byte[] all = new byte[Math.addExact(size(), room)];
    int at = 0;
    for (byte[] chunk : full) {
      System.arraycopy(chunk, 0, all, at, chunk.length);
      at += chunk.length;
    }
    System.arraycopy(last, 0, all, at, used);
    return all;
  }
}
