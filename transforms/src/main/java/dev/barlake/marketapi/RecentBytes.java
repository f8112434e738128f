package dev.barlake.marketapi;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A stream that remembers the last bytes it gave, so that a message can show the piece of an answer
 * that is at fault, and that ends in a {@link BodyTooLargeException} after its bound.
 */
final class RecentBytes extends FilterInputStream {
  /** Several times what a parser reads at once, so that a bar is still there when it is judged. */
  private static final int REMEMBERED = 1 << 16;

  private final long bound;
  private final byte[] recent = new byte[REMEMBERED];
  private long position;

  RecentBytes(InputStream in, long bound) {
    super(in);
    this.bound = bound;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      remember(target, offset, count);
      if (position > bound) {
        throw new BodyTooLargeException("after decompression", bound);
      }
    }
    return count;
  }

  private void remember(byte[] bytes, int offset, int count) {
    int skipped = Math.max(0, count - REMEMBERED);
    position += skipped;
    int start = (int) (position % REMEMBERED);
    int kept = count - skipped;
    int first = Math.min(kept, REMEMBERED - start);
    System.arraycopy(bytes, offset + skipped, recent, start, first);
    System.arraycopy(bytes, offset + skipped + first, recent, 0, kept - first);
    position += kept;
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, REMEMBERED)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /**
   * The text between two byte positions, at most {@code length} characters of it; what is no longer
   * remembered is an ellipsis.
   */
  String text(long from, long to, int length) {
    if (from < 0 || from < position - REMEMBERED || to > position) {
      return "…";
    }
    // A character has at most four bytes, and a cut one at the end is cut off with the rest.
    byte[] bytes = new byte[(int) Math.min(to - from, 4L * length)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = recent[(int) ((from + i) % REMEMBERED)];
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.substring(0, Math.min(length, text.length()));
  }
}
