package dev.barlake.marketapi;

import dev.barlake.model.Bar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Pages of one-minute bars of AAPL as the vendor writes them, and the bars that they mean. */
record PageText(
    String ticker, boolean adjusted, int count, List<Integer> minutes, String status, String next) {
  /** 2026-10-01T13:30Z. */
  static final long FROM = 1_790_861_400_000L;

  static final BarSeries SERIES = new BarSeries("AAPL", 1, Timespan.MINUTE, false);
  static final TimeRange RANGE = new TimeRange(FROM, FROM + 100 * 60_000L);

  /** The page of these minutes after {@link #FROM}. */
  static PageText of(Integer... minutes) {
    return new PageText("AAPL", false, minutes.length, Arrays.asList(minutes), "OK", null);
  }

  PageText ticker(String value) {
    return new PageText(value, adjusted, count, minutes, status, next);
  }

  PageText adjusted(boolean value) {
    return new PageText(ticker, value, count, minutes, status, next);
  }

  PageText count(int value) {
    return new PageText(ticker, adjusted, value, minutes, status, next);
  }

  PageText status(String value) {
    return new PageText(ticker, adjusted, count, minutes, value, next);
  }

  PageText next(String value) {
    return new PageText(ticker, adjusted, count, minutes, status, value);
  }

  static long time(int minute) {
    return FROM + minute * 60_000L;
  }

  /** One bar of a page, every field of it other. */
  static String barText(int m) {
    return """
        {"v":%d.25,"vw":%d.5,"o":%d,"c":%d.125,"h":%d.75,"l":%d.5,"t":%d,"n":%d}"""
        .formatted(1000 + m, 100 + m, 100 + m, 101 + m, 102 + m, 99 + m, time(m), 10 + m);
  }

  static Bar bar(int m) {
    return new Bar(
        time(m),
        100 + m,
        102.75 + m,
        99.5 + m,
        101.125 + m,
        1000.25 + m,
        100.5 + m,
        10 + m,
        false,
        FakeTime.NOW.toEpochMilli());
  }

  static List<Bar> bars(int... minutes) {
    return Arrays.stream(minutes).mapToObj(PageText::bar).toList();
  }

  String json() {
    return """
        {"ticker":"%s","queryCount":%d,"resultsCount":%d,"adjusted":%s,"results":[%s],\
        "status":"%s","request_id":"req-1","count":%d%s}"""
        .formatted(
            ticker,
            count,
            count,
            adjusted,
            minutes.stream().map(PageText::barText).collect(Collectors.joining(",")),
            status,
            count,
            next == null ? "" : ",\"next_url\":\"" + next + "\"");
  }

  ScriptedServer.Reply reply() {
    return ScriptedServer.Reply.gzip(json());
  }

  /** All bars of the series and range that a server has. */
  static List<Bar> walk(MarketApi api) {
    return walk(api.aggregates(SERIES, RANGE));
  }

  static List<Bar> walk(AggregatesWalk walk) {
    List<Bar> all = new ArrayList<>();
    for (AggregatesWalk.Page page = walk.next(); page != null; page = walk.next()) {
      page.bars().stream().forEach(all::add);
    }
    return all;
  }
}
