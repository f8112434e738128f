package dev.barlake.localstack;

import java.time.Duration;
import java.util.List;

/** What is wrong with a flat file, see {@link FlatFiles#spoil}. */
public sealed interface FlatFault {

  /** Every window starts this much later: the day file of 2019-08-12 had such times. */
  record WrongTimestamps(Duration offset) implements FlatFault {}

  /** The file's first {@code count} rows come again, a day earlier: bars of another date. */
  record OutOfDayRows(int count) implements FlatFault {}

  /** The object ends in the middle of the gzip stream. */
  record TruncatedGzip(double keepShare) implements FlatFault {
    public TruncatedGzip {
      if (!(keepShare >= 0 && keepShare < 1)) {
        throw new IllegalArgumentException("Cannot keep " + keepShare + " of a file");
      }
    }
  }

  /** The columns come in another order, or some are missing, or there are more. */
  record ColumnOrder(List<String> columns) implements FlatFault {
    public ColumnOrder {
      columns = List.copyOf(columns);
    }
  }

  /** Every volume has six decimals, as since 2026-02-23 but of every size: {@code 100.000000}. */
  record DecimalVolumes() implements FlatFault {}

  /** Every volume is written as Go prints large numbers: {@code 1.70888e+06}. */
  record ExponentVolumes() implements FlatFault {}

  /** Tickers stand in double quotes. */
  record QuotedTickers() implements FlatFault {}

  /** The file's first {@code count} rows come twice in a row, then with volume times the factor. */
  record DuplicateRows(int count, int factor) implements FlatFault {}

  /** The second half of a ticker's rows stands at the end of the file. */
  record ReturningTicker(String ticker) implements FlatFault {}

  /** A ticker's rows are missing, until the file is replaced. */
  record MissingTicker(String ticker) implements FlatFault {}

  /** The file's first row is this text instead. */
  record MalformedRow(String text) implements FlatFault {}
}
