package dev.barlake.lake;

import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.time.LocalDate;
import java.util.List;

/** Blocks to test with: five-minute bars of January 2024. */
public final class Blocks {
  public static final BarSeries AAPL = new BarSeries("AAPL", 5, Timespan.MINUTE, true);
  public static final long JANUARY = AAPL.storagePeriod().numberOf(LocalDate.of(2024, 1, 1));
  public static final TimeRange RANGE = AAPL.periodRange(JANUARY);
  static final long WINDOW = 5 * 60_000L;

  private Blocks() {}

  /** The start of the month's {@code n}-th window. */
  static long start(int n) {
    return RANGE.from() + n * WINDOW;
  }

  public static Bar bar(int n, double close, long fetchedAt) {
    return new Bar(
        start(n), close, close + 1, close - 1, close, 100 + n, close, 7, false, fetchedAt);
  }

  /** The windows from {@code from} (inclusive) to {@code to} (exclusive), all asked for. */
  public static BarBlock block(int from, int to, double firstClose, long fetchedAt) {
    Bars.Builder bars = new Bars.Builder(0);
    for (int n = from; n < to; n++) {
      bars.add(bar(n, firstClose + n / 100.0, fetchedAt));
    }
    return block(from, to, bars.build(), fetchedAt);
  }

  public static BarBlock block(int from, int to, Bars bars, long fetchedAt) {
    Coverage coverage = Coverage.of(new TimeRange(start(from), start(to)), fetchedAt, "run");
    return new BarBlock(AAPL, JANUARY, SplitEpoch.RAW, coverage, bars);
  }

  static BarBlock under(SplitEpoch epoch, BarBlock block) {
    return new BarBlock(block.series(), block.period(), epoch, block.coverage(), block.bars());
  }

  public static Bars bars(List<Bar> rows) {
    Bars.Builder bars = new Bars.Builder(rows.size());
    rows.forEach(bars::add);
    return bars.build();
  }
}
