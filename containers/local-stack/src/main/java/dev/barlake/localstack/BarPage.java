package dev.barlake.localstack;

import static dev.barlake.localstack.BaseBars.PRICE_UNITS;
import static dev.barlake.localstack.BaseBars.VOLUME_UNITS;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An answer with bars, before it becomes JSON.
 *
 * @param edit what happens to the text of one bar
 */
record BarPage(
    Optional<String> ticker,
    boolean adjusted,
    int queryCount,
    int resultsCount,
    List<Row> rows,
    Optional<String> nextUrl,
    Optional<Edit> edit) {
  /** A bar, with its ticker if one answer holds those of many. */
  record Row(Optional<String> ticker, WindowBar bar) {}

  /**
   * A change in the JSON of one bar.
   *
   * @param index of the bar, from 0
   */
  record Edit(int index, UnaryOperator<byte[]> change) {}

  /** One as it should be. */
  BarPage(
      Optional<String> ticker,
      boolean adjusted,
      int queryCount,
      int resultsCount,
      List<Row> rows,
      Optional<String> nextUrl) {
    this(ticker, adjusted, queryCount, resultsCount, rows, nextUrl, Optional.empty());
  }

  BarPage edited(Edit newEdit) {
    return new BarPage(
        ticker, adjusted, queryCount, resultsCount, rows, nextUrl, Optional.of(newEdit));
  }

  /** The same answer without a bar. */
  BarPage without() {
    return new BarPage(ticker, adjusted, 0, 0, List.of(), Optional.empty());
  }

  static List<Row> rows(List<WindowBar> bars) {
    return bars.stream().map(bar -> new Row(Optional.empty(), bar)).toList();
  }

  /** The vendor's envelope; without bars there is no {@code results}. */
  byte[] toJson(String requestId) {
    Json json = new Json().open('{');
    ticker.ifPresent(t -> json.field("ticker", t));
    json.field("queryCount", queryCount).field("resultsCount", resultsCount);
    // Answers of indices do not say it.
    if (ticker.filter(t -> t.startsWith("I:")).isEmpty()) {
      json.field("adjusted", adjusted);
    }
    if (!rows.isEmpty()) {
      json.name("results").open('[');
      int index = 0;
      for (Row row : rows) {
        write(json, row, index++);
      }
      json.close(']');
    }
    json.field("status", "OK").field("request_id", requestId).field("count", resultsCount);
    nextUrl.ifPresent(url -> json.field("next_url", url));
    return json.close('}').toBytes();
  }

  private void write(Json json, Row row, int index) {
    if (edit.isPresent() && edit.get().index() == index) {
      Json alone = new Json();
      write(alone, row);
      json.raw(edit.get().change().apply(alone.toBytes()));
    } else {
      write(json, row);
    }
  }

  private static void write(Json json, Row row) {
    WindowBar bar = row.bar();
    json.open('{');
    row.ticker().ifPresent(t -> json.field("T", t));
    if (!bar.isIndex()) {
      writeTrades(json, bar);
    }
    json.name("o").units(bar.open(), PRICE_UNITS);
    json.name("c").units(bar.close(), PRICE_UNITS);
    json.name("h").units(bar.high(), PRICE_UNITS);
    json.name("l").units(bar.low(), PRICE_UNITS);
    json.field("t", bar.start());
    if (bar.otc()) {
      json.field("otc", true);
    }
    json.close('}');
  }

  private static void writeTrades(Json json, WindowBar bar) {
    json.name("v");
    // Large volumes now and then come in scientific notation.
    if (bar.volume() >= 1_000_000 * VOLUME_UNITS && Noise.mix(bar.start()) % 3 == 0) {
      json.scientific(bar.volume(), VOLUME_UNITS);
    } else {
      json.units(bar.volume(), VOLUME_UNITS);
    }
    if (bar.vwap() >= 0) {
      json.name("vw").units(bar.vwap(), PRICE_UNITS);
    }
    if (bar.transactions() >= 0) {
      json.field("n", bar.transactions());
    }
  }
}
