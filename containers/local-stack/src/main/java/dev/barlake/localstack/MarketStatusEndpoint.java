package dev.barlake.localstack;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /v1/marketstatus/upcoming} and {@code /now}. */
final class MarketStatusEndpoint {
  private static final List<String> EXCHANGES = List.of("NYSE", "NASDAQ", "OTC");
  private static final int ROWS = 24;
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Market market;

  MarketStatusEndpoint(Market market) {
    this.market = market;
  }

  /** A bare array of closed and short days from today on, about 24 rows, one an exchange. */
  byte[] upcoming() {
    Json json = new Json().open('[');
    int rows = 0;
    for (LocalDate date = market.today(); rows < ROWS; date = date.plusDays(1)) {
      Optional<String> closed = weekday(date) ? NyseCalendar.holiday(date) : Optional.empty();
      Optional<String> early = NyseCalendar.earlyClose(date);
      if (closed.isPresent() || early.isPresent()) {
        for (String exchange : EXCHANGES) {
          row(json, date, exchange, closed, early);
          rows++;
        }
      }
    }
    return json.close(']').toBytes();
  }

  byte[] now() {
    ZonedDateTime now = market.clock().instant().atZone(Listing.NEW_YORK);
    LocalTime time = now.toLocalTime();
    boolean today = NyseCalendar.isTradingDay(now.toLocalDate());
    LocalTime close =
        LocalTime.of(NyseCalendar.earlyClose(now.toLocalDate()).isPresent() ? 13 : 16, 0);
    boolean early = today && within(time, LocalTime.of(4, 0), LocalTime.of(9, 30));
    boolean open = today && within(time, LocalTime.of(9, 30), close);
    boolean late = today && within(time, close, close.plusHours(4));
    String market = open ? "open" : early || late ? "extended-hours" : "closed";
    boolean fx = weekday(now.toLocalDate());
    Json json = new Json().open('{');
    json.field("afterHours", late).field("earlyHours", early).field("market", market);
    json.field("serverTime", now.truncatedTo(ChronoUnit.SECONDS).toOffsetDateTime().toString());
    json.name("exchanges").open('{');
    json.field("nasdaq", market).field("nyse", market).field("otc", open ? "open" : "closed");
    json.close('}').name("currencies").open('{');
    json.field("crypto", "open").field("fx", fx ? "open" : "closed").close('}');
    json.name("indicesGroups").open('{').field("s_and_p", open ? "open" : "closed").close('}');
    return json.close('}').toBytes();
  }

  private static void row(
      Json json, LocalDate date, String exchange, Optional<String> closed, Optional<String> early) {
    json.open('{').field("date", date.toString()).field("exchange", exchange);
    json.field("name", closed.or(() -> early).orElseThrow());
    json.field("status", closed.isPresent() ? "closed" : "early-close");
    if (closed.isEmpty()) {
      json.field("open", MILLIS.format(at(date, LocalTime.of(9, 30))));
      json.field("close", MILLIS.format(at(date, LocalTime.of(13, 0))));
    }
    json.close('}');
  }

  private static Instant at(LocalDate date, LocalTime time) {
    return date.atTime(time).atZone(Listing.NEW_YORK).toInstant();
  }

  private static boolean weekday(LocalDate date) {
    return date.getDayOfWeek().getValue() <= 5;
  }

  private static boolean within(LocalTime time, LocalTime from, LocalTime to) {
    return !time.isBefore(from) && time.isBefore(to);
  }
}
