package dev.barlake.localstack;

import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;

/**
 * Changes of flat files, as people write them to the control endpoint.
 *
 * <pre>
 * POST /_stack/flatfiles/hold?date=2026-01-05      it is not published until
 * POST /_stack/flatfiles/publish?date=2026-01-05
 * POST /_stack/flatfiles/replace?date=2026-01-05   by what the market says now, without faults
 *        ticker=AAPL factor=1.01                   after the ticker's first minute was corrected
 * POST /_stack/flatfiles/spoil?date=2026-01-05&amp;fault=NAME
 *        WrongTimestamps seconds=86400, OutOfDayRows count=1, TruncatedGzip keepShare=0.5,
 *        ColumnOrder columns=ticker,open,..., DecimalVolumes, ExponentVolumes, QuotedTickers,
 *        DuplicateRows count=1 factor=1, ReturningTicker ticker=AAPL, MissingTicker ticker=AAPL,
 *        MalformedRow text=...
 * POST /_stack/flatfiles/reach?years=5             how far back the plan reaches
 * </pre>
 */
final class FlatFileControl {
  private FlatFileControl() {}

  static void act(MarketSimulator simulator, String what, Query query) {
    FlatFiles files = simulator.flatFiles();
    switch (what) {
      case "hold" -> files.hold(date(query));
      case "publish" -> files.publish(date(query));
      case "replace" -> replace(simulator, query);
      case "spoil" -> files.spoil(date(query), fault(query));
      case "reach" -> files.reachesBack(Period.ofYears(FaultParser.whole(query, "years", 5)));
      default -> throw ApiError.notFound("404 page not found");
    }
  }

  private static void replace(MarketSimulator simulator, Query query) {
    LocalDate date = date(query);
    Optional<String> ticker = query.text("ticker");
    if (ticker.isPresent()) {
      Market market = simulator.market();
      List<TrueBar> minutes =
          market.bars(
              ticker.get(),
              1,
              "minute",
              false,
              date.atStartOfDay(Listing.NEW_YORK).toInstant(),
              date.plusDays(1).atStartOfDay(Listing.NEW_YORK).toInstant());
      if (minutes.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot correct " + ticker.get() + ": it has no bar on " + date);
      }
      market.correct(
          ticker.get(), minutes.get(0).windowStart(), FaultParser.number(query, "factor", 1.01));
    }
    simulator.flatFiles().replace(date);
  }

  private static FlatFault fault(Query query) {
    String name = FaultParser.required(query, "fault");
    return switch (name) {
      case "WrongTimestamps" ->
          new FlatFault.WrongTimestamps(
              Duration.ofSeconds(FaultParser.whole(query, "seconds", 86_400)));
      case "OutOfDayRows" -> new FlatFault.OutOfDayRows(FaultParser.whole(query, "count", 1));
      case "TruncatedGzip" ->
          new FlatFault.TruncatedGzip(FaultParser.number(query, "keepShare", 0.5));
      case "ColumnOrder" ->
          new FlatFault.ColumnOrder(List.of(FaultParser.required(query, "columns").split(",", -1)));
      case "DecimalVolumes" -> new FlatFault.DecimalVolumes();
      case "ExponentVolumes" -> new FlatFault.ExponentVolumes();
      case "QuotedTickers" -> new FlatFault.QuotedTickers();
      case "DuplicateRows" ->
          new FlatFault.DuplicateRows(
              FaultParser.whole(query, "count", 1), FaultParser.whole(query, "factor", 1));
      case "ReturningTicker" ->
          new FlatFault.ReturningTicker(FaultParser.required(query, "ticker"));
      case "MissingTicker" -> new FlatFault.MissingTicker(FaultParser.required(query, "ticker"));
      case "MalformedRow" -> new FlatFault.MalformedRow(FaultParser.required(query, "text"));
      default -> throw ApiError.badRequest("There is no fault '" + name + "' of flat files");
    };
  }

  private static LocalDate date(Query query) {
    return Query.parseDate(FaultParser.required(query, "date"));
  }
}
