package dev.barlake.localstack;

import static dev.barlake.localstack.Listing.stock;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tickers there are. Prices, volumes and events are invented, also those of names one knows.
 */
final class Listings {
  private static final Pattern GENERATED = Pattern.compile("SIM[0-9]{5}");

  private static final List<Listing> NAMED =
      List.of(
          stock("AAPL", "Apple Inc.", 46, 36_000, 0.998),
          stock("MSFT", "Microsoft Corp", 310, 24_000, 0.998),
          stock("NVDA", "Nvidia Corp", 95, 60_000, 0.998),
          stock("AMZN", "Amazon.Com Inc", 140, 40_000, 0.998),
          stock("GOOG", "Alphabet Inc. Class C", 125, 22_000, 0.997),
          stock("META", "Meta Platforms, Inc.", 290, 18_000, 0.997),
          stock("TSLA", "Tesla, Inc.", 220, 80_000, 0.998),
          stock("JPM", "JPMorgan Chase & Co.", 150, 10_000, 0.996).as("stocks", "CS", "XNYS"),
          stock("XOM", "Exxon Mobil Corporation", 100, 16_000, 0.996).as("stocks", "CS", "XNYS"),
          stock("KO", "Coca-Cola Company", 60, 14_000, 0.996).as("stocks", "CS", "XNYS"),
          stock("WMT", "Walmart Inc.", 80, 15_000, 0.996).as("stocks", "CS", "XNYS"),
          stock("SPY", "SPDR S&P 500 ETF Trust", 430, 75_000, 0.999).as("stocks", "ETF", "ARCX"),
          stock("BRK.B", "Berkshire Hathaway Inc. Class B", 350, 4_000, 0.97)
              .as("stocks", "CS", "XNYS"),
          // Two securities that differ in one letter's case.
          stock("BCPC", "Balchem Corp", 130, 300, 0.55),
          stock("BCpC", "Brunswick Corp 6.375% Notes due 2049", 24, 60, 0.12)
              .as("stocks", "PFD", "XNYS"),
          // Names that a reader may take for something else.
          stock("TRUE", "TrueCar, Inc.", 0.4, 900, 0.80),
          stock("NULL", "Null Island Mining Corp", 7, 500, 0.60),
          stock("NA", "Nano Labs Ltd", 5, 400, 0.50).as("stocks", "ADRC", "XNAS"),
          stock("001", "First Numbered Acquisition Co.", 10, 200, 0.30),
          stock("THIN", "Thinly Traded Bancorp", 31, 40, 0.04),
          stock("NEWC", "Newcomer Holdings Inc.", 27, 2_500, 0.95).from(LocalDate.of(2024, 3, 13)),
          stock("GONE", "Gone Private Inc.", 18, 1_500, 0.90).until(LocalDate.of(2023, 10, 20)),
          stock("HALT", "Halted Industries Inc.", 12, 1_200, 0.92)
              .haltedOn(LocalDate.of(2024, 6, 4)),
          // Names that a table, a statement or a reader may not stand.
          stock("EMOJ", "Rocket \uD83D\uDE80 & Zürich 株式 \uD842\uDFB7 Holdings", 14, 300, 0.40),
          stock("QUOT", "O'Quote \"Double\" \\ Back\\slash'; DROP TABLE tickers; --", 8, 300, 0.40),
          stock(
              "LONG",
              "Trust of the Very Long Names, Series ".repeat(9).substring(0, 300),
              21,
              9,
              0.2),
          // Splits and dividends that do not agree with themselves, see Oddities.
          stock("ODDS", "Odds & Ends, Inc.", 33, 500, 0.70),
          stock("LOCLY", "Local Foods AG Unsponsored ADR", 9, 300, 0.25).as("otc", "ADRC", ""),
          stock("X:BTCUSD", "Bitcoin - United States Dollar", 42_000, 2.5, 0.998)
              .as("crypto", "", ""),
          stock("C:EURUSD", "Euro - United States Dollar", 1.1, 120, 0.995).as("fx", "", ""),
          stock("I:SPX", "S&P 500", 4300, 0, 1.0).as("indices", "INDEX", ""),
          stock("O:SPY251219C00650000", "SPY December 19, 2025 650 Call", 6, 30, 0.15)
              .as("options", "", "BATO")
              .from(LocalDate.of(2024, 1, 16))
              .until(LocalDate.of(2025, 12, 20)));

  private static final Map<String, Listing> BY_TICKER =
      NAMED.stream().collect(Collectors.toMap(Listing::ticker, Function.identity()));

  private Listings() {}

  static List<Listing> named() {
    return NAMED;
  }

  /** The listing of a ticker; any of {@code SIM00001} to {@code SIM99999} has one. */
  static Optional<Listing> find(String ticker) {
    Listing named = BY_TICKER.get(ticker);
    if (named != null) {
      return Optional.of(named);
    }
    return GENERATED.matcher(ticker).matches() && !ticker.equals("SIM00000")
        ? Optional.of(Generated.listing(Generated.number(ticker)))
        : Optional.empty();
  }
}
