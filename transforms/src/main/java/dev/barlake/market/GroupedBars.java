package dev.barlake.market;

import dev.barlake.marketapi.GroupedBar;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.Market;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Dates from the API's grouped daily bars: one request brings the day's bar of every ticker. Their
 * window starts at midnight in New York, as it does in {@code bars/}; the answer's own time is that
 * of the close.
 */
final class GroupedBars implements DateSource {
  private final MarketApi api;
  private final String run;
  private final Clock clock;

  GroupedBars(MarketApi api, String run, Clock clock) {
    this.api = api;
    this.run = run;
    this.clock = clock;
  }

  @Override
  public DateFile read(MarketTree tree, MarketDate date) throws IOException {
    List<GroupedBar> bars = api.grouped(date.date(), tree.adjusted());
    if (bars.isEmpty()) {
      throw absent(date);
    }
    Instant readAt = clock.instant();
    List<BarRow> rows = rows(bars, date.date());
    try (MarketFileWriter file = new MarketFileWriter(date.date(), readAt.toEpochMilli())) {
      SortedRows sorted = new SortedRows(file);
      for (BarRow row : rows) {
        sorted.add(row);
      }
      sorted.end();
      SourceRecord record = record(date.date(), tree, rows, readAt, sorted, file, bars);
      return new DateFile(file.end(FlatFiles.footer(tree, record)), record);
    }
  }

  private static NoBarsException absent(MarketDate date) {
    if (date.isRecent()) {
      return NoBarsException.pending("The API has no bars of %s yet".formatted(date.date()), null);
    }
    return NoBarsException.failed(
        "absent",
        "The API has no bars of %s, a trading date%s"
            .formatted(date.date(), date.isAgain() ? "; it was asked twice" : ""),
        null);
  }

  private static List<BarRow> rows(List<GroupedBar> bars, LocalDate date) {
    long start = DayOfRows.of(date, Market.STOCKS.zone()).from();
    List<BarRow> rows = new ArrayList<>(bars.size());
    for (GroupedBar bar : bars) {
      if (bar.fault() != null) {
        continue;
      }
      BarRow row = new BarRow();
      row.ticker = bar.ticker().getBytes(StandardCharsets.UTF_8);
      row.windowStart = start;
      row.open = bar.open();
      row.high = bar.high();
      row.low = bar.low();
      row.close = bar.close();
      row.volume = bar.volume();
      row.vwap = bar.vwap();
      row.transactions = bar.transactions();
      row.otc = bar.otc();
      rows.add(row);
    }
    rows.sort(Comparator.comparing(row -> row.ticker, Arrays::compareUnsigned));
    return rows;
  }

  private SourceRecord record(
      LocalDate date,
      MarketTree tree,
      List<BarRow> rows,
      Instant readAt,
      SortedRows sorted,
      MarketFileWriter file,
      List<GroupedBar> bars) {
    List<String> faults = bars.stream().map(GroupedBar::fault).filter(f -> f != null).toList();
    return new SourceRecord(
        date.toString(),
        MarketApi.groupedPath(date) + "?adjusted=" + tree.adjusted(),
        hash(rows),
        bars.size(),
        null,
        readAt.toString(),
        run,
        null,
        file.rows(),
        file.tickers(),
        sorted.repeated(),
        sorted.contradicted(),
        faults.size(),
        faults.subList(0, Math.min(5, faults.size())),
        sorted.impossible().counts(),
        sorted.impossible().first());
  }

  /** Names the answer's bars as an ETag names an object's bytes. */
  private static String hash(List<BarRow> rows) {
    CRC32C crc = new CRC32C();
    long more = 17;
    for (BarRow row : rows) {
      crc.update(row.ticker);
      for (double value :
          new double[] {row.open, row.high, row.low, row.close, row.volume, row.vwap}) {
        long bits = Double.doubleToLongBits(value);
        more = more * 0x9e3779b97f4a7c15L + bits;
        for (int shift = 0; shift < 64; shift += 8) {
          crc.update((int) (bits >>> shift));
        }
      }
      more = more * 31 + row.transactions;
    }
    return "%08x%016x".formatted(crc.getValue(), more);
  }

  @Override
  public void close() {
    api.release();
  }
}
