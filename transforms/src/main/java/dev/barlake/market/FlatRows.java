package dev.barlake.market;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The rows of a flat file, one after the other, as they stand there.
 *
 * <p>Nearly all rows are plain: the vendor's columns in their order, short tickers without quotes,
 * and ordinary numbers. These are read straight from the bytes. Any other row goes to {@link
 * ExactRow}, with the same results. A row that is no bar is put on record in {@link RejectedRows}
 * and passed over.
 */
final class FlatRows extends BarRow {
  private static final int WINDOW = 1 << 16;

  /** Many times what a plain row has. */
  private static final int LONGEST_ROW = 512;

  /** Bytes that may be looked at after the end of the window; the first of them is 0. */
  private static final int MARGIN = 64;

  private static final int LONGEST_TICKER = 32;

  /** So many digits are in a {@code long} for sure. */
  private static final int MOST_DIGITS = 18;

  /** Up to here every whole number is a {@code double}. */
  private static final long MOST_EXACT = 1L << 53;

  private static final int DIGITS_OF_NANOS = 19;
  private static final long NANOS = 1000;
  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18
  };

  private final InputStream in;
  private final DayOfRows day;
  private final RejectedRows rejected;
  private final FlatHeader header;
  private byte[] window = new byte[WINDOW + MARGIN];
  private int end;
  private int at;
  private boolean ended;
  private boolean plain;
  private long line = 1;

  /**
   * @param gzip the whole object
   * @throws IOException if it is not gzip, or has no header with the columns that are needed
   */
  FlatRows(byte[] gzip, DayOfRows day, RejectedRows rejected) throws IOException {
    this.in = new GZIPInputStream(new ByteArrayInputStream(gzip), 1 << 16);
    this.day = day;
    this.rejected = rejected;
    this.header = FlatHeader.parse(line());
  }

  /**
   * Moves to the next row that is a bar of the day; false after the last.
   *
   * @throws IOException if the object is cut off or damaged
   */
  boolean next() throws IOException {
    while (true) {
      if (end - at < LONGEST_ROW && !ended) {
        fill();
      }
      if (at == end) {
        return false;
      }
      line++;
      int from = at;
      plain = header.isUsual();
      if (!plain || !readPlain()) {
        at = from;
        if (!readExact(line())) {
          continue;
        }
      }
      rejected.count();
      if (day.holds(windowStart)) {
        return true;
      }
      rejected.outOfDay(line, ticker, windowStart);
    }
  }

  private void fill() throws IOException {
    System.arraycopy(window, at, window, 0, end - at);
    end -= at;
    at = 0;
    while (end < WINDOW) {
      int count = in.read(window, end, WINDOW - end);
      if (count < 0) {
        ended = true;
        break;
      }
      end += count;
    }
    window[end] = 0;
  }

  private boolean readPlain() {
    readTicker();
    volume = readNumber();
    open = readNumber();
    close = readNumber();
    high = readNumber();
    low = readNumber();
    windowStart = readStart();
    transactions = readCount();
    return plain;
  }

  private void readTicker() {
    byte[] bytes = window;
    int from = at;
    int length = ticker.length;
    if (length > 0
        && bytes[from + length] == ','
        && Arrays.equals(bytes, from, from + length, ticker, 0, length)) {
      at = from + length + 1;
      return;
    }
    int next = from;
    while (bytes[next] > ' ' && bytes[next] < 0x7f && bytes[next] != ',' && bytes[next] != '"') {
      next++;
    }
    if (bytes[next] != ',' || next == from || next - from > LONGEST_TICKER) {
      plain = false;
      return;
    }
    ticker = Arrays.copyOfRange(bytes, from, next);
    at = next + 1;
  }

  /** Reads a number without sign and exponent and the comma after it, correctly rounded. */
  private double readNumber() {
    byte[] bytes = window;
    int next = at;
    long number = 0;
    int digit = bytes[next] - '0';
    while (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      digit = bytes[++next] - '0';
    }
    int count = next - at;
    int decimals = 0;
    if (digit == '.' - '0') {
      int point = next;
      digit = bytes[++next] - '0';
      while (digit >= 0 && digit <= 9) {
        number = number * 10 + digit;
        digit = bytes[++next] - '0';
      }
      decimals = next - point - 1;
      count += decimals;
    }
    if (bytes[next] != ',' || count == 0 || count > MOST_DIGITS || number > MOST_EXACT) {
      plain = false;
      return 0;
    }
    at = next + 1;
    // Both are exact, so that the quotient is the only thing that is rounded.
    return number / POWERS_OF_TEN[decimals];
  }

  /** Reads nanoseconds and the comma after them. */
  private long readStart() {
    byte[] bytes = window;
    int next = at;
    long number = 0;
    int digit = bytes[next] - '0';
    while (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      digit = bytes[++next] - '0';
    }
    boolean fits = next - at == DIGITS_OF_NANOS && bytes[at] < '9';
    if (!fits || bytes[next] != ',' || number % NANOS != 0) {
      plain = false;
      return 0;
    }
    at = next + 1;
    return number / NANOS;
  }

  /** Reads a whole number and the end of the line. */
  private long readCount() {
    byte[] bytes = window;
    int next = at;
    long number = 0;
    int digit = bytes[next] - '0';
    while (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      digit = bytes[++next] - '0';
    }
    int count = next - at;
    next += bytes[next] == '\r' ? 1 : 0;
    if (bytes[next] != '\n' || count == 0 || count > MOST_DIGITS) {
      plain = false;
      return 0;
    }
    at = next + 1;
    return number;
  }

  /** Reads a row by its text; false if it is no bar, which is then on record. */
  private boolean readExact(String text) {
    if (text.isBlank()) {
      return false;
    }
    try {
      ExactRow row = ExactRow.parse(text, header);
      byte[] name = row.ticker().getBytes(StandardCharsets.UTF_8);
      ticker = Arrays.equals(name, ticker) ? ticker : name;
      windowStart = row.windowStart();
      open = row.open();
      high = row.high();
      low = row.low();
      close = row.close();
      volume = row.volume();
      transactions = row.transactions();
      return true;
    } catch (IllegalArgumentException e) {
      rejected.count();
      rejected.noBar(line, text, e.getMessage());
      return false;
    }
  }

  /**
   * The rest of the line, without its end; of a line beyond all measure no more than the window.
   */
  private String line() throws IOException {
    int next = at;
    while (true) {
      while (next < end && window[next] != '\n') {
        next++;
      }
      if (next < end || ended) {
        break;
      }
      int read = next - at;
      if (read == WINDOW) {
        throw new IOException("it has a line of more than %d bytes".formatted(WINDOW));
      }
      fill();
      next = at + read;
    }
    String text = new String(window, at, next - at, StandardCharsets.UTF_8);
    at = Math.min(end, next + 1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
