package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Tickers, splits and dividends: lists with filters, sorted, in pages by cursor. */
final class ReferenceEndpoint {
  private static final Map<String, Comparator<Split>> SPLIT_FIELDS =
      Map.of(
          "execution_date", Comparator.comparing(Split::executionDate),
          "ticker", Comparator.comparing(Split::ticker));
  private static final Map<String, Comparator<Dividend>> DIVIDEND_FIELDS =
      Map.of(
          "ex_dividend_date", Comparator.comparing(Dividend::exDividendDate),
          "ticker", Comparator.comparing(Dividend::ticker));

  private final Market market;
  private final ListPages<TickerRow> tickers;
  private final ListPages<Split> splits;
  private final ListPages<Dividend> dividends;

  ReferenceEndpoint(Market market) {
    this.market = market;
    this.tickers = new ListPages<>(market, row -> Set.of(row.listing().ticker()));
    this.splits = new ListPages<>(market, row -> Set.of(row.ticker(), row.id()));
    this.dividends = new ListPages<>(market, row -> Set.of(row.ticker(), row.id()));
  }

  byte[] list(ListRequest request) {
    return switch (request.endpoint()) {
      case TICKERS -> tickers(request);
      case SPLITS_V1, SPLITS_V3 -> splits(request);
      case DIVIDENDS_V1, DIVIDENDS_V3 -> dividends(request);
      default -> throw new IllegalArgumentException("No list: " + request.endpoint());
    };
  }

  /**
   * {@code /v3/reference/tickers}: active ones unless {@code active=false}; limit 100, at most
   * 1000.
   */
  private byte[] tickers(ListRequest request) {
    int limit = request.query().limit(100, 1000);
    return tickers.page(request, limit, true, () -> tickerRows(request, limit), this::ticker);
  }

  /**
   * {@code /v3/reference/splits} (limit 10, at most 1000) and {@code /stocks/v1/splits} (100,
   * 5000).
   */
  private byte[] splits(ListRequest request) {
    return splits.page(
        request,
        request.limit(),
        false,
        () -> splitRows(request),
        (json, s) -> split(json, s, request.isOld()));
  }

  /** {@code /v3/reference/dividends} and {@code /stocks/v1/dividends}; limits as of splits. */
  private byte[] dividends(ListRequest request) {
    return dividends.page(
        request,
        request.limit(),
        false,
        () -> dividendRows(request),
        (json, d) -> dividend(json, d, request.isOld()));
  }

  private List<TickerRow> tickerRows(ListRequest request, int limit) {
    Query query = request.query();
    LocalDate date = query.date("date").orElse(market.today());
    boolean active = query.flag("active", true);
    query.choice("sort", "ticker", "ticker");
    Comparator<TickerRow> order = Comparator.comparing(row -> row.listing().ticker());
    boolean descending = query.choice("order", "asc", "asc", "desc").equals("desc");
    Predicate<TickerRow> wanted =
        RowFilter.<TickerRow>range(query, "ticker", row -> row.listing().ticker())
            .and(RowFilter.oneOf(query, "market", row -> row.listing().market()))
            .and(RowFilter.oneOf(query, "type", row -> row.listing().type()))
            .and(RowFilter.oneOf(query, "exchange", row -> row.listing().exchange()))
            .and(RowFilter.oneOf(query, "cik", row -> row.cik().orElse("")))
            .and(RowFilter.oneOf(query, "cusip", row -> row.cusip().orElse("")))
            .and(
                RowFilter.search(
                    query, row -> row.listing().ticker() + "\n" + row.listing().name()));
    List<TickerRow> rows =
        market.tickerRows().stream()
            .filter(row -> !date.isBefore(row.listing().listed()))
            .filter(row -> row.listing().isListed(date) == active)
            .filter(wanted)
            .sorted(descending ? order.reversed() : order)
            .toList();
    return ListPages.repeating(
        rows,
        market.repeatedTickers(),
        (a, b) -> a.listing().ticker().equals(b.listing().ticker()),
        limit);
  }

  private List<Split> splitRows(ListRequest request) {
    Query query = request.query();
    Predicate<Split> wanted =
        RowFilter.<Split>range(query, "ticker", Split::ticker)
            .and(RowFilter.range(query, "execution_date", s -> s.executionDate().toString()))
            .and(RowFilter.oneOf(query, "adjustment_type", Split::adjustmentType));
    if (query.text("reverse_split").isPresent()) {
      boolean reverse = query.flag("reverse_split", false);
      wanted = wanted.and(s -> reverse == s.from() > s.to());
    }
    Comparator<Split> order =
        RowFilter.order(request, SPLIT_FIELDS, "execution_date", "desc")
            .thenComparing(Split::ticker)
            .thenComparing(Split::executionDate)
            .thenComparing(Split::id);
    return market.splits().stream().filter(wanted).sorted(order).toList();
  }

  private List<Dividend> dividendRows(ListRequest request) {
    Query query = request.query();
    boolean old = request.isOld();
    Predicate<Dividend> wanted =
        RowFilter.<Dividend>range(query, "ticker", Dividend::ticker)
            .and(RowFilter.range(query, "ex_dividend_date", d -> d.exDividendDate().toString()))
            .and(RowFilter.range(query, "record_date", d -> text(d.recordDate())))
            .and(RowFilter.range(query, "declaration_date", d -> text(d.declarationDate())))
            .and(RowFilter.range(query, "pay_date", d -> text(d.payDate())))
            .and(RowFilter.oneOf(query, "dividend_type", ReferenceEndpoint::dividendType))
            .and(RowFilter.oneOf(query, "frequency", d -> Integer.toString(d.frequency())))
            .and(RowFilter.oneOf(query, "distribution_type", Dividend::distributionType));
    Comparator<Dividend> order =
        RowFilter.order(
                request, DIVIDEND_FIELDS, old ? "ex_dividend_date" : "ticker", old ? "desc" : "asc")
            .thenComparing(Dividend::ticker)
            .thenComparing(Dividend::exDividendDate)
            .thenComparing(Dividend::id);
    List<Dividend> rows = market.dividends().stream().filter(wanted).sorted(order).toList();
    return ListPages.repeating(rows, market.repeatedDividends(), Dividend::equals, request.limit());
  }

  private void ticker(Json json, TickerRow row) {
    Listing l = row.listing();
    boolean pair = l.market().equals("crypto") || l.market().equals("fx");
    json.field("ticker", l.ticker()).field("name", l.name()).field("market", l.market());
    json.field("locale", pair ? "global" : "us");
    optional(json, "primary_exchange", Optional.of(l.exchange()).filter(v -> !v.isEmpty()));
    optional(json, "type", Optional.of(l.type()).filter(v -> !v.isEmpty()));
    json.field("active", l.isListed(market.today()));
    if (pair) {
      pair(json, l);
    } else {
      json.field("currency_name", "usd");
    }
    optional(json, "cik", row.cik());
    optional(json, "composite_figi", row.compositeFigi());
    optional(json, "share_class_figi", row.shareClassFigi());
    optional(json, "delisted_utc", row.delistedUtc());
    optional(json, "last_updated_utc", row.lastUpdated());
  }

  /** {@code X:BTCUSD} is named {@code Bitcoin - United States Dollar}. */
  private static void pair(Json json, Listing l) {
    int quote = l.ticker().length() - 3;
    String[] names = l.name().split(" - ", 2);
    json.field("currency_symbol", l.ticker().substring(quote));
    json.field("currency_name", names[names.length - 1]);
    json.field("base_currency_symbol", l.ticker().substring(2, quote));
    json.field("base_currency_name", names[0]);
  }

  private void split(Json json, Split s, boolean old) {
    if (old || !s.blanks().contains("id")) {
      json.field("id", s.id());
    }
    json.field("ticker", s.ticker());
    json.field("execution_date", s.executionDate().toString());
    json.name("split_from").raw(s.splitFrom().toPlainString());
    json.name("split_to").raw(s.splitTo().toPlainString());
    if (!old) {
      json.field("adjustment_type", s.adjustmentType());
      json.field("historical_adjustment_factor", market.historicalFactor(s));
    }
  }

  private void dividend(Json json, Dividend d, boolean old) {
    if (old || !d.blanks().contains("id")) {
      json.field("id", d.id());
    }
    json.field("ticker", d.ticker()).field("cash_amount", d.cashAmount());
    if (d.blanks().contains("currency")) {
      json.name("currency").raw("null");
    } else {
      json.field("currency", d.currency());
    }
    optional(json, "declaration_date", d.declarationDate());
    json.field("ex_dividend_date", d.exDividendDate().toString());
    optional(json, "record_date", d.recordDate());
    optional(json, "pay_date", d.payDate());
    json.field("frequency", d.frequency());
    if (old) {
      json.field("dividend_type", dividendType(d));
    } else {
      json.field("distribution_type", d.distributionType());
      json.field("historical_adjustment_factor", market.historicalFactor(d));
      json.field("split_adjusted_cash_amount", market.splitAdjustedCash(d));
    }
  }

  private static String dividendType(Dividend d) {
    return d.special() ? "SC" : "CD";
  }

  /** A missing date passes no filter, as in SQL. */
  private static String text(Optional<LocalDate> date) {
    return date.map(LocalDate::toString).orElse("");
  }

  private static void optional(Json json, String name, Optional<?> value) {
    value.ifPresent(v -> json.field(name, v.toString()));
  }
}
