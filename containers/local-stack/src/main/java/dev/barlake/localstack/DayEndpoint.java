package dev.barlake.localstack;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /v2/aggs/...} without pages: all stocks of a day, and the previous day of a ticker. */
final class DayEndpoint {
  private final Market market;
  private final Plan plan;

  DayEndpoint(Market market, Plan plan) {
    this.market = market;
    this.plan = plan;
  }

  /** {@code /v2/aggs/grouped/locale/us/market/stocks/{date}}: bars stamped 16:00 New York time. */
  BarPage grouped(List<String> path, Query query) {
    LocalDate date = Query.parseDate(path.get(7));
    boolean adjusted = query.flag("adjusted", true);
    boolean withOtc = query.flag("include_otc", false);
    plan.within(
        date.atStartOfDay(Listing.NEW_YORK).toInstant(),
        date.plusDays(1).atStartOfDay(Listing.NEW_YORK).toInstant().minusMillis(1),
        Listing.NEW_YORK,
        market.clock().instant());
    List<BarPage.Row> rows = new ArrayList<>();
    for (Listing listing : market.listings()) {
      // A ticker's bars are those of its last listing.
      if (!market.listing(listing.ticker()).equals(Optional.of(listing))) {
        continue;
      }
      if (listing.market().equals("stocks") || (withOtc && listing.isOtc())) {
        market
            .day(listing, date, adjusted)
            .map(bar -> bar.startingAt(closeMillis(date)))
            .ifPresent(bar -> rows.add(new BarPage.Row(Optional.of(listing.ticker()), bar)));
      }
    }
    return new BarPage(
        Optional.empty(), adjusted, rows.size(), rows.size(), rows, Optional.empty());
  }

  /**
   * {@code /v2/aggs/ticker/{ticker}/prev}: the newest day before today that has a bar, up to a
   * month ago.
   */
  BarPage previous(List<String> path, Query query) {
    String ticker = path.get(3);
    boolean adjusted = query.flag("adjusted", true);
    List<BarPage.Row> rows = List.of();
    Optional<Listing> listing = market.listing(ticker);
    for (int back = 1; listing.isPresent() && back <= 31 && rows.isEmpty(); back++) {
      LocalDate date = market.today().minusDays(back);
      rows =
          market.day(listing.get(), date, adjusted).stream()
              .map(bar -> new BarPage.Row(Optional.of(ticker), bar.startingAt(closeMillis(date))))
              .toList();
    }
    return new BarPage(
        Optional.of(ticker), adjusted, rows.size(), rows.size(), rows, Optional.empty());
  }

  private static long closeMillis(LocalDate date) {
    return date.atTime(LocalTime.of(16, 0)).atZone(Listing.NEW_YORK).toInstant().toEpochMilli();
  }
}
