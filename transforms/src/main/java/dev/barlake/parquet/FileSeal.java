package dev.barlake.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.barlake.store.ObjectTail;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Checksums of a whole partition file. Parquet has one for each page's data, but none for its
 * footer, whose counts and lengths a reader believes: one wrong bit there is another bar, a range
 * that was never fetched, or an array of 2 GB.
 *
 * <p>The seal stands between the pages and the footer, where no other reader looks: a word of 8
 * bytes, the CRC-32C of all bytes before it, and that of all bytes after it, both little-endian. A
 * file without a seal is one of an earlier Barlake, and is read unchecked.
 */
public final class FileSeal {
  static final int LENGTH = 16;

  /** After Parquet's footer: its length in 4 bytes and the magic number in 4. */
  static final int ENDING = 8;

  private static final byte[] WORD = "BARLSEAL".getBytes(US_ASCII);

  private FileSeal() {}

  /** A Parquet file with its seal. */
  static byte[] seal(byte[] file) {
    return sealWithin(Arrays.copyOf(file, file.length + LENGTH));
  }

  /** The same of a file that was written, which needs no copy of it. */
  public static byte[] seal(ParquetBytes.Output file) {
    return sealWithin(file.toByteArray(LENGTH));
  }

  /**
   * @param file a Parquet file, with as much room after it as the seal takes
   */
  private static byte[] sealWithin(byte[] file) {
    int length = file.length - LENGTH;
    int footer = length - (int) footerLength(Arrays.copyOfRange(file, length - ENDING, length));
    int before = checksum(file, 0, footer);
    int after = checksum(file, footer, length);
    System.arraycopy(file, footer, file, footer + LENGTH, length - footer);
    littleEndian(file).position(footer).put(WORD).putInt(before).putInt(after);
    return file;
  }

  /** How many bytes the footer says it and its ending have; less than the ending if it is odd. */
  static long footerLength(byte[] end) {
    return ENDING + (long) littleEndian(end).getInt(end.length - ENDING);
  }

  /**
   * Sees that the footer is what was sealed, and the pages too if they are all there.
   *
   * @param end of the file; holds the footer, and its seal if there is one
   */
  public static void check(ObjectTail end) throws IOException {
    byte[] bytes = end.bytes();
    int footer = bytes.length - (int) footerLength(bytes);
    int seal = footer - LENGTH;
    if (!isSeal(bytes, seal)) {
      requireNoSeal(bytes);
      return;
    }
    ByteBuffer sealed = littleEndian(bytes);
    boolean whole = bytes.length == end.length();
    boolean same =
        sealed.getInt(seal + WORD.length + Integer.BYTES) == checksum(bytes, footer, bytes.length)
            && (!whole || sealed.getInt(seal + WORD.length) == checksum(bytes, 0, seal));
    if (!same) {
      throw new IOException("its checksum is another one");
    }
  }

  /** A file with a seal elsewhere is not an earlier Barlake's: its end is damaged. */
  private static void requireNoSeal(byte[] bytes) throws IOException {
    for (int at = 0; at <= bytes.length - LENGTH; at++) {
      if (isSeal(bytes, at)) {
        throw new IOException("its footer does not follow its seal");
      }
    }
  }

  private static boolean isSeal(byte[] bytes, int at) {
    return at >= 0
        && at + WORD.length <= bytes.length
        && Arrays.equals(bytes, at, at + WORD.length, WORD, 0, WORD.length);
  }

  private static int checksum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
