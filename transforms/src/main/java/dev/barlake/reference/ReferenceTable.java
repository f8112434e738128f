package dev.barlake.reference;

import static dev.barlake.reference.Column.Kind.BOOLEAN;
import static dev.barlake.reference.Column.Kind.DATE;
import static dev.barlake.reference.Column.Kind.DECIMAL;
import static dev.barlake.reference.Column.Kind.DOUBLE;
import static dev.barlake.reference.Column.Kind.INSTANT;
import static dev.barlake.reference.Column.Kind.INTEGER;
import static dev.barlake.reference.Column.code;
import static dev.barlake.reference.Column.column;
import static dev.barlake.reference.Column.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables that a refresh replaces, their columns, and which of several rows for one thing stays.
 *
 * <p>Both generations of the API's endpoints fill the same columns; what one does not have is NULL.
 * The SQL of the tables is in {@code migrations/}; {@code snapshot_at} is added when loading.
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists are List.of
public enum ReferenceTable {
  /**
   * One row a listing, {@code (ticker, market, delisted_on)}. The vendor repeats tickers from page
   * to page: the active row wins over a delisted one, then the one that was updated last.
   */
  TICKERS(
      List.of(
          text("ticker", 64).orNoRow(),
          text("market", 16).orNoRow(),
          column("delisted_on", DATE),
          column("active", BOOLEAN).orNoRow(),
          text("name", 1024),
          code("locale", 16),
          code("type", 32),
          code("primary_exchange", 16),
          text("currency_name", 64),
          text("currency_symbol", 16),
          text("base_currency_name", 64),
          text("base_currency_symbol", 16),
          code("cik", 32),
          code("composite_figi", 32),
          code("share_class_figi", 32),
          column("delisted_utc", INSTANT).orNoRow(),
          column("last_updated_utc", INSTANT)),
      List.of(List.of("ticker", "market", "delisted_on")),
      List.of("active", "last_updated_utc")) {
    @Override
    ParsedRow read(JsonNode json, ReferenceList list) {
      ParsedRow.Builder row = start(json);
      if (row.get("ticker") == null) {
        throw new RowViolation("ticker", "is missing");
      }
      if (row.get("market") == null) {
        row.set("market", list.market());
      }
      if (row.get("active") == null) {
        row.set("active", list.active() ? "1" : "0");
      }
      String delisted = row.get("delisted_utc");
      boolean over = row.get("active").equals("0") && delisted != null;
      row.set("delisted_on", over ? delisted.substring(0, 10) : STILL_LISTED);
      return row.build();
    }
  },

  /** One row an {@code id}: several dividends on one ex-date are legal. */
  DIVIDENDS(
      List.of(
          text("id", 128).orNoRow(),
          text("ticker", 64).orNoRow(),
          column("ex_dividend_date", DATE).orNoRow(),
          column("cash_amount", DECIMAL).orNoRow(),
          code("currency", 16).orNoRow(),
          column("declaration_date", DATE),
          column("record_date", DATE),
          column("pay_date", DATE),
          column("frequency", INTEGER),
          code("dividend_type", 16),
          code("distribution_type", 32),
          column("historical_adjustment_factor", DOUBLE),
          column("split_adjusted_cash_amount", DOUBLE)),
      List.of(List.of("id")),
      List.of("declaration_date")) {
    @Override
    ParsedRow read(JsonNode json, ReferenceList list) {
      return withId(start(json));
    }
  },

  /**
   * One row an {@code id}, and one a {@code (ticker, execution_date, split_from, split_to)}: the
   * vendor lists some splits again under another id. Two splits of different ratios on one date are
   * legal: a reverse split may be followed by a forward one.
   */
  SPLITS(
      List.of(
          text("id", 128).orNoRow(),
          text("ticker", 64).orNoRow(),
          column("execution_date", DATE).orNoRow(),
          column("split_from", DECIMAL).orNoRow(),
          column("split_to", DECIMAL).orNoRow(),
          code("adjustment_type", 32),
          column("historical_adjustment_factor", DOUBLE)),
      List.of(List.of("id"), List.of("ticker", "execution_date", "split_from", "split_to")),
      List.of("historical_adjustment_factor")) {
    @Override
    ParsedRow read(JsonNode json, ReferenceList list) {
      return withId(start(json));
    }
  };

  static final String STILL_LISTED = "9999-12-31";
  private static final Pattern TICKER = Pattern.compile("[\\x21-\\x7e]+");

  private final List<Column> columns;
  private final List<List<String>> keys;
  private final List<String> latest;

  /**
   * @param keys columns that only one row may have the same values of, the table's primary key
   *     first
   * @param latest columns of which the greater value wins; if all are equal, the whole row decides
   */
  ReferenceTable(List<Column> columns, List<List<String>> keys, List<String> latest) {
    this.columns = columns;
    this.keys = keys;
    this.latest = latest;
  }

  /** The table's name in the database. */
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<Column> columns() {
    return columns;
  }

  List<List<String>> keys() {
    return keys;
  }

  List<String> primaryKey() {
    return keys.get(0);
  }

  /**
   * A row of the API as one of the table.
   *
   * @throws RowViolation if a value that the row is of no use without is missing or cannot be read
   */
  abstract ParsedRow read(JsonNode json, ReferenceList list);

  /**
   * What rows of one thing have in common, one text for each of {@link #keys}; null if any part is
   * NULL: NULL equals nothing.
   */
  String key(ReferenceRow row, int number) {
    List<String> parts = new ArrayList<>();
    for (String column : keys.get(number)) {
      String value = get(row.values(), column);
      if (value == null) {
        return null;
      }
      parts.add(value);
    }
    return String.join("\n", parts);
  }

  /**
   * Of two rows for one thing the greater one stays; a total order, so that the order of pages is
   * no matter.
   */
  Comparator<ReferenceRow> order() {
    Comparator<String> nullsFirst = Comparator.nullsFirst(Comparator.naturalOrder());
    Stream<String> names = Stream.concat(latest.stream(), columns.stream().map(Column::name));
    return names
        .map(
            name -> Comparator.comparing((ReferenceRow row) -> get(row.values(), name), nullsFirst))
        .reduce(Comparator::thenComparing)
        .orElseThrow();
  }

  private int indexOf(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalArgumentException("Cannot find %s in %s".formatted(column, tableName()));
  }

  String get(List<String> values, String column) {
    return values.get(indexOf(column));
  }

  void set(List<String> values, String column, String value) {
    values.set(indexOf(column), value);
  }

  ParsedRow.Builder start(JsonNode json) {
    ParsedRow.Builder row = new ParsedRow.Builder(this, json);
    String ticker = row.get("ticker");
    if (ticker != null && !TICKER.matcher(ticker).matches()) {
      throw new RowViolation("ticker", "'%s' cannot be a ticker".formatted(ticker));
    }
    return row;
  }

  /**
   * The newer endpoints need not give an id; the row's other values make one, always the same. An
   * empty one is none: else all rows that have it would count as one.
   */
  ParsedRow withId(ParsedRow.Builder row) {
    String given = row.get("id");
    if (given == null || given.isBlank()) {
      row.set("id", null);
      row.set("id", "derived:" + digest(row.values()));
    }
    return row.build();
  }

  private static String digest(List<String> values) {
    String content = String.join("\n", values.stream().map(String::valueOf).toList());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot derive an id: every Java has SHA-256", e);
    }
  }
}
