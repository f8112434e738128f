package dev.barlake.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Bars in columns, one array a field, sorted by window start with each start once. Immutable by
 * convention: the arrays are shared, never copied, and nobody writes to them.
 *
 * <p>The fields are those of {@link Bar}. A block of arrays costs a fraction of an object per bar
 * in memory, in coders and between the operators of a runner.
 */
public final class Bars {
  public static final Bars NONE = new Builder(0).build();

  private final int size;
  private final long[] windowStart;
  private final double[] open;
  private final double[] high;
  private final double[] low;
  private final double[] close;
  private final double[] volume;
  private final double[] vwap;
  private final long[] transactions;
  private final boolean[] otc;
  private final long[] fetchedAt;

  private Bars(Builder builder) {
    size = builder.size;
    windowStart = builder.windowStart;
    open = builder.open;
    high = builder.high;
    low = builder.low;
    close = builder.close;
    volume = builder.volume;
    vwap = builder.vwap;
    transactions = builder.transactions;
    otc = builder.otc;
    fetchedAt = builder.fetchedAt;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public long windowStart(int row) {
    return windowStart[row];
  }

  public double open(int row) {
    return open[row];
  }

  public double high(int row) {
    return high[row];
  }

  public double low(int row) {
    return low[row];
  }

  public double close(int row) {
    return close[row];
  }

  public double volume(int row) {
    return volume[row];
  }

  public double vwap(int row) {
    return vwap[row];
  }

  public long transactions(int row) {
    return transactions[row];
  }

  public boolean otc(int row) {
    return otc[row];
  }

  public long fetchedAt(int row) {
    return fetchedAt[row];
  }

  /** The rows from {@code start} (inclusive) to {@code end} (exclusive). */
  public Bars slice(int start, int end) {
    return start == 0 && end == size
        ? this
        : new Builder(end - start).addAll(this, start, end).build();
  }

  /** One row as an object; for tests and messages, not for loops over many bars. */
  public Bar get(int row) {
    return new Bar(
        windowStart[row],
        open[row],
        high[row],
        low[row],
        close[row],
        volume[row],
        vwap[row],
        transactions[row],
        otc[row],
        fetchedAt[row]);
  }

  public Stream<Bar> stream() {
    return IntStream.range(0, size).mapToObj(this::get);
  }

  /** The first row whose window starts at or after {@code instant} (epoch ms), or the size. */
  public int firstAtOrAfter(long instant) {
    int found = Arrays.binarySearch(windowStart, 0, size, instant);
    return found >= 0 ? found : -found - 1;
  }

  /**
   * Orders two rows with the same window start by which of them is to be kept: the one fetched
   * later; of one fetch the one with more trades behind it, since revisions add trades; then by
   * every other field, so that the order is total and no order of arrival matters.
   *
   * @return negative if {@code other}'s row is to be kept, 0 if they are the same
   */
  public int compareRows(int row, Bars other, int otherRow) {
    int order = Long.compare(fetchedAt[row], other.fetchedAt[otherRow]);
    if (order == 0) {
      order = Long.compare(transactions[row], other.transactions[otherRow]);
    }
    return order == 0 ? compareValues(row, other, otherRow) : order;
  }

  /** Whether two rows have the same values, apart from when they were fetched. */
  public boolean sameValues(int row, Bars other, int otherRow) {
    return transactions[row] == other.transactions[otherRow]
        && compareValues(row, other, otherRow) == 0;
  }

  private int compareValues(int row, Bars other, int otherRow) {
    int order = Double.compare(volume[row], other.volume[otherRow]);
    order = order != 0 ? order : Double.compare(close[row], other.close[otherRow]);
    order = order != 0 ? order : Double.compare(open[row], other.open[otherRow]);
    order = order != 0 ? order : Double.compare(high[row], other.high[otherRow]);
    order = order != 0 ? order : Double.compare(low[row], other.low[otherRow]);
    order = order != 0 ? order : Double.compare(vwap[row], other.vwap[otherRow]);
    return order != 0 ? order : Boolean.compare(otc[row], other.otc[otherRow]);
  }

  /** How many bytes {@link #writeTo} fills. */
  public int byteSize() {
    return Integer.BYTES + size * (9 * Long.BYTES + 1);
  }

  /** Writes all columns, whole arrays at a time; {@link #readFrom} is the inverse. */
  public void writeTo(ByteBuffer buffer) {
    buffer.putInt(size);
    for (long[] column : List.of(windowStart, transactions, fetchedAt)) {
      buffer.asLongBuffer().put(column, 0, size);
      buffer.position(buffer.position() + size * Long.BYTES);
    }
    for (double[] column : List.of(open, high, low, close, volume, vwap)) {
      buffer.asDoubleBuffer().put(column, 0, size);
      buffer.position(buffer.position() + size * Double.BYTES);
    }
    for (int row = 0; row < size; row++) {
      buffer.put((byte) (otc[row] ? 1 : 0));
    }
  }

  /** Reads what {@link #writeTo} wrote. */
  public static Bars readFrom(ByteBuffer buffer) {
    int size = buffer.getInt();
    Builder builder = new Builder(size);
    builder.size = size;
    for (long[] column : List.of(builder.windowStart, builder.transactions, builder.fetchedAt)) {
      buffer.asLongBuffer().get(column);
      buffer.position(buffer.position() + size * Long.BYTES);
    }
    for (double[] column :
        List.of(
            builder.open, builder.high, builder.low, builder.close, builder.volume, builder.vwap)) {
      buffer.asDoubleBuffer().get(column);
      buffer.position(buffer.position() + size * Double.BYTES);
    }
    for (int row = 0; row < size; row++) {
      builder.otc[row] = buffer.get() != 0;
    }
    return new Bars(builder);
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Bars other
        && size == other.size
        && IntStream.range(0, size)
            .allMatch(
                row ->
                    windowStart[row] == other.windowStart[row]
                        && compareRows(row, other, row) == 0);
  }

  @Override
  public int hashCode() {
    return 31 * size
        + (size == 0 ? 0 : Long.hashCode(windowStart[0]) ^ Double.hashCode(close[size - 1]));
  }

  @Override
  public String toString() {
    return size == 0 ? "no bars" : size + " bars, first " + get(0) + ", last " + get(size - 1);
  }

  /**
   * Collects rows in any order; {@link #build} sorts them and keeps, of rows with the same window
   * start, the one that {@link #compareRows} prefers.
   */
  public static final class Builder {
    private int size;
    private boolean ascending = true;
    private long[] windowStart;
    private double[] open;
    private double[] high;
    private double[] low;
    private double[] close;
    private double[] volume;
    private double[] vwap;
    private long[] transactions;
    private boolean[] otc;
    private long[] fetchedAt;

    public Builder(int capacity) {
      windowStart = new long[capacity];
      open = new double[capacity];
      high = new double[capacity];
      low = new double[capacity];
      close = new double[capacity];
      volume = new double[capacity];
      vwap = new double[capacity];
      transactions = new long[capacity];
      otc = new boolean[capacity];
      fetchedAt = new long[capacity];
    }

    public int size() {
      return size;
    }

    public Builder add(Bar bar) {
      return add(
          bar.windowStart(),
          bar.open(),
          bar.high(),
          bar.low(),
          bar.close(),
          bar.volume(),
          bar.vwap(),
          bar.transactions(),
          bar.otc(),
          bar.fetchedAt());
    }

    /** Adds one row; the parameters are those of {@link Bar}. */
    public Builder add(
        long start,
        double opens,
        double highest,
        double lowest,
        double closes,
        double traded,
        double average,
        long trades,
        boolean overTheCounter,
        long fetched) {
      if (size == windowStart.length) {
        resize(Math.max(64, size + (size >> 1)));
      }
      ascending &= size == 0 || windowStart[size - 1] < start;
      windowStart[size] = start;
      open[size] = opens;
      high[size] = highest;
      low[size] = lowest;
      close[size] = closes;
      volume[size] = traded;
      vwap[size] = average;
      transactions[size] = trades;
      otc[size] = overTheCounter;
      fetchedAt[size++] = fetched;
      return this;
    }

    /** Adds one row of another block. */
    public Builder add(Bars from, int row) {
      return add(
          from.windowStart[row],
          from.open[row],
          from.high[row],
          from.low[row],
          from.close[row],
          from.volume[row],
          from.vwap[row],
          from.transactions[row],
          from.otc[row],
          from.fetchedAt[row]);
    }

    /** Adds the rows from {@code start} (inclusive) to {@code end} (exclusive) of another block. */
    public Builder addAll(Bars from, int start, int end) {
      int count = end - start;
      if (count <= 0) {
        return this;
      }
      if (size + count > windowStart.length) {
        resize(Math.max(size + count, size + (size >> 1)));
      }
      ascending &= size == 0 || windowStart[size - 1] < from.windowStart[start];
      System.arraycopy(from.windowStart, start, windowStart, size, count);
      System.arraycopy(from.open, start, open, size, count);
      System.arraycopy(from.high, start, high, size, count);
      System.arraycopy(from.low, start, low, size, count);
      System.arraycopy(from.close, start, close, size, count);
      System.arraycopy(from.volume, start, volume, size, count);
      System.arraycopy(from.vwap, start, vwap, size, count);
      System.arraycopy(from.transactions, start, transactions, size, count);
      System.arraycopy(from.otc, start, otc, size, count);
      System.arraycopy(from.fetchedAt, start, fetchedAt, size, count);
      size += count;
      return this;
    }

    /** The rows; the builder is not to be used afterwards. */
    public Bars build() {
      return ascending ? new Bars(this) : sorted();
    }

    private Bars sorted() {
      // Not in order yet: a view to compare and copy rows with, before the order is made.
      Bars rows = new Bars(this);
      Builder sorted = new Builder(size);
      IntStream.range(0, size)
          .boxed()
          .sorted(
              (a, b) -> {
                int order = Long.compare(windowStart[a], windowStart[b]);
                return order != 0 ? order : rows.compareRows(b, rows, a);
              })
          .forEach(
              row -> {
                int last = sorted.size - 1;
                if (last < 0 || sorted.windowStart[last] != windowStart[row]) {
                  sorted.add(rows, row);
                }
              });
      return new Bars(sorted);
    }

    private void resize(int capacity) {
      windowStart = Arrays.copyOf(windowStart, capacity);
      open = Arrays.copyOf(open, capacity);
      high = Arrays.copyOf(high, capacity);
      low = Arrays.copyOf(low, capacity);
      close = Arrays.copyOf(close, capacity);
      volume = Arrays.copyOf(volume, capacity);
      vwap = Arrays.copyOf(vwap, capacity);
      transactions = Arrays.copyOf(transactions, capacity);
      otc = Arrays.copyOf(otc, capacity);
      fetchedAt = Arrays.copyOf(fetchedAt, capacity);
    }
  }
}
