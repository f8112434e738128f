package dev.barlake.marketapi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The body of a page on its way to the JSON parser, less the plain bars of its results. Nearly all
 * bars are plain, and a parser that can read anything takes much longer to read them.
 *
 * <p>A plain bar has known fields in any order, and ordinary numbers. It is taken out together with
 * the comma before it, so that the JSON is as whole without it as with it. The parser gets all
 * else: the page around the bars, the first bar, bars of other kinds, and what is no JSON. Nothing
 * is refused here.
 *
 * <p>A read ends with a closing brace at the latest. The parser thus has nothing in store when it
 * comes to the end of a bar, and the next can be read here; {@link #isNext} makes sure of that.
 */
final class PlainBars extends InputStream {
  /** A quarter of what {@link RecentBytes} remembers: a bar that is read is remembered too. */
  private static final int WINDOW = 1 << 14;

  /** Many times what a plain bar has. */
  private static final int LONGEST_BAR = 512;

  /** Bytes that may be looked at after the end of the window; the first of them is 0. */
  private static final int MARGIN = 8;

  /** After so many other bars in a row the parser has the rest, faster than in pieces. */
  private static final int MOST_MISSES = 20;

  /** So many digits are in a {@code long} for sure. */
  private static final int MOST_DIGITS = 18;

  /** Up to here every whole number is a {@code double}. */
  private static final long MOST_EXACT = 1L << 53;

  private static final double[] POWERS_OF_TEN = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17
  };

  /** Names of more than one letter, unlike any letter. */
  private static final int VWAP = 1_000;

  private static final int OTC = 1_001;
  private static final int OTHER = 1_002;
  private static final byte[] VWAP_NAME = {'v', 'w', '"'};
  private static final byte[] OTC_NAME = {'o', 't', 'c', '"'};
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  private final RecentBytes in;
  private final byte[] window = new byte[WINDOW + MARGIN];
  private int end;
  private int at;
  private long passed;
  private long given;
  private int misses;
  private boolean plain;

  PlainBars(RecentBytes in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    int from = at;
    int stop = at + Math.min(end - at, length);
    if (isGivenUp()) {
      at = stop;
    }
    while (at < stop && window[at++] != '}') {}
    int count = at - from;
    System.arraycopy(window, from, target, offset, count);
    given += count;
    return count;
  }

  /** Moves what is left to the front and adds to it; false if the body has ended. */
  private boolean fill() throws IOException {
    System.arraycopy(window, at, window, 0, end - at);
    passed += at;
    end -= at;
    at = 0;
    int count = in.read(window, end, WINDOW - end);
    end += Math.max(count, 0);
    window[end] = 0;
    return count > 0;
  }

  /** Whether a parser that has read so many bytes has read all that it was given. */
  boolean isNext(long read) {
    return read == given && !isGivenUp();
  }

  private boolean isGivenUp() {
    return misses >= MOST_MISSES;
  }

  /** How many of the bytes so far were kept from the parser. */
  long kept() {
    return passed + at - given;
  }

  /** Reads the next bar if it is plain; if not, it is left to the parser. */
  boolean read(BarFields bar) throws IOException {
    while (end - at < LONGEST_BAR && fill()) {}
    int from = at;
    bar.clear();
    plain = true;
    boolean whole = skip(',') && skip('{') && readFields(bar);
    plain &= whole && bar.isBar();
    at = plain ? at : from;
    misses = plain ? 0 : misses + 1;
    return plain;
  }

  private boolean readFields(BarFields bar) {
    while (skip('"')) {
      int name = readName();
      if (!skip(':')) {
        return false;
      }
      skipSpace();
      readField(name, bar);
      if (!skip(',')) {
        return skip('}');
      }
    }
    return false;
  }

  private void readField(int name, BarFields bar) {
    switch (name) {
      case 't' -> bar.start = readWhole();
      case 'o' -> bar.open = readNumber();
      case 'h' -> bar.high = readNumber();
      case 'l' -> bar.low = readNumber();
      case 'c' -> bar.close = readNumber();
      case 'v' -> bar.volume = readNumber();
      case VWAP -> bar.vwap = readNumber();
      case 'n' -> bar.transactions = readWhole();
      case OTC -> bar.otc = readTruth();
      default -> notPlain();
    }
  }

  /** No value of a field. */
  private long notPlain() {
    plain = false;
    return BarFields.NONE;
  }

  /** Reads a known name to its closing quotation mark: its letter, or one of those above. */
  private int readName() {
    int letter = window[at];
    if (letter > 0 && window[at + 1] == '"') {
      at += 2;
      return letter;
    }
    if (skipAll(VWAP_NAME)) {
      return VWAP;
    }
    return skipAll(OTC_NAME) ? OTC : OTHER;
  }

  private boolean readTruth() {
    boolean truth = skipAll(TRUE);
    plain &= truth || skipAll(FALSE);
    return truth;
  }

  private long readWhole() {
    int from = at;
    long number = readDigits(0);
    return at - from <= MOST_DIGITS && isWhole(from) ? number : notPlain();
  }

  /** Reads a number without a sign, correctly rounded. */
  private double readNumber() {
    int from = at;
    long digits = readDigits(0);
    if (!isWhole(from)) {
      return notPlain();
    }
    int decimals = 0;
    if (window[at] == '.') {
      int point = at++;
      digits = readDigits(digits);
      decimals = at - point - 1;
      if (decimals == 0) {
        return notPlain();
      }
    }
    boolean exponent = (window[at] | 0x20) == 'e';
    if (exponent || at - from > MOST_DIGITS || digits > MOST_EXACT) {
      return readRest(from, exponent);
    }
    // Both are exact, so that the quotient is the only thing that is rounded.
    return digits / POWERS_OF_TEN[decimals];
  }

  /** Reads the exponent, if there is one, of a number that takes longer. */
  private double readRest(int from, boolean exponent) {
    if (exponent) {
      at++;
      at += window[at] == '+' || window[at] == '-' ? 1 : 0;
      int first = at;
      readDigits(0);
      if (at == first) {
        return notPlain();
      }
    }
    String text = new String(window, from, at - from, StandardCharsets.US_ASCII);
    double number = Double.parseDouble(text);
    return number <= Double.MAX_VALUE ? number : notPlain();
  }

  /** Reads digits, which may be none, that continue a number. */
  private long readDigits(long before) {
    long number = before;
    int next = at;
    for (int digit = window[next] - '0'; digit >= 0 && digit <= 9; digit = window[next] - '0') {
      number = number * 10 + digit;
      next++;
    }
    at = next;
    return number;
  }

  /** Whether what was read is the whole part of a JSON number, which has no 0 in front. */
  private boolean isWhole(int from) {
    return at == from + 1 || (at > from && window[from] != '0');
  }

  private boolean skipAll(byte[] text) {
    boolean there = Arrays.equals(window, at, at + text.length, text, 0, text.length);
    at += there ? text.length : 0;
    return there;
  }

  /** Skips a mark, and space before it. */
  private boolean skip(char mark) {
    if (window[at] <= ' ') {
      skipSpace();
    }
    if (window[at] != mark) {
      return false;
    }
    at++;
    return true;
  }

  private void skipSpace() {
    byte next = window[at];
    while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
      next = window[++at];
    }
  }
}
