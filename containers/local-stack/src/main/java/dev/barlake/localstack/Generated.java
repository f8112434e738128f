package dev.barlake.localstack;

import static dev.barlake.localstack.Listing.stock;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The generated tickers {@code SIM00001} to {@code SIM99999}: each with its listing, splits and
 * dividends a function of its number alone.
 *
 * <p>Ten tickers in a row have 17 splits and 143 dividends: of {@code universe(35_000)} there are
 * 59,500 splits (11,200 of them with decimals in the ratio) and 500,500 dividends. Of fifty in a
 * row three are delisted (2,100 of 35,000), of five hundred one so long ago that nobody knows when
 * (70), and of twenty one trades over the counter (1,750). The last event of all is in 2025.
 */
final class Generated {
  private static final int[] SPLITS = {0, 1, 1, 2, 2, 3, 1, 1, 4, 2};
  private static final int[] DIVIDENDS = {0, 0, 24, 0, 60, 0, 0, 43, 16, 0};
  private static final int[] FREQUENCY = {0, 0, 2, 0, 12, 0, 0, 4, 1, 0};
  private static final int TRADING_DAYS_A_YEAR = 252;

  private static final int[][] FORWARD = {{1, 2}, {1, 3}, {2, 3}, {1, 4}, {1, 5}, {1, 10}};
  private static final int[][] REVERSE = {{10, 1}, {5, 1}, {20, 1}, {4, 1}, {8, 1}, {50, 1}};

  /** Of the days from 1978 to 2025; events fall on these. */
  private static final List<LocalDate> DAYS =
      LocalDate.of(1978, 1, 3)
          .datesUntil(LocalDate.of(2026, 1, 1))
          .filter(NyseCalendar::isTradingDay)
          .toList();

  private static final int DAYS_TO_2004 = daysBefore(LocalDate.of(2004, 1, 1));
  private static final int DAYS_TO_2008 = daysBefore(Listing.FIRST_KNOWN_DELISTING);

  private Generated() {}

  static String ticker(int number) {
    return String.format(Locale.ROOT, "SIM%05d", number);
  }

  static int number(String ticker) {
    return Integer.parseInt(ticker.substring(3));
  }

  static Listing listing(int number) {
    String ticker = ticker(number);
    long hash = Noise.of(7, ticker);
    double price = 5 + 200 * Noise.part(hash, 0) * Noise.part(hash, 1);
    double density = 0.2 + 0.78 * Noise.part(hash, 2);
    Listing listing =
        stock(
            ticker,
            "Simulated Company " + ticker.substring(3),
            price,
            20 + 3000 * density,
            density);
    if (number % 20 == 9) {
      listing = listing.as("otc", "OS", "");
    } else if (number % 10 == 4) {
      listing = listing.as("stocks", "ETF", "ARCX");
    } else if (number % 10 == 2) {
      listing = listing.as("stocks", "CS", "XNYS");
    }
    return isDelisted(number) ? listing.until(DAYS.get(end(number))) : listing;
  }

  /** In the order of their dates, at most one on a date. */
  static List<Split> splits(int number) {
    String ticker = ticker(number);
    int count = SPLITS[number % 10];
    long hash = Noise.of(17, ticker);
    List<Split> splits = new ArrayList<>(count);
    for (int k = 0; k < count; k++) {
      long own = Noise.mix(hash, k);
      // More of them late than early, each in a part of the time that is its own.
      double past = 1 - (k + 0.9 * Noise.part(own, 0)) / count;
      LocalDate date = DAYS.get((int) ((end(number) - 1) * (1 - past * past)));
      if (k == 0 && isFractional(number)) {
        int to = Split.MILLION + 1 + (int) (200_000 * Noise.part(own, 1));
        splits.add(new Split(ticker, date, Split.MILLION, to));
      } else {
        // Turn about, so that the price stays one that a share can have.
        int[][] ratios = (hash + k) % 2 == 0 ? FORWARD : REVERSE;
        int[] ratio = ratios[(int) (ratios.length * Noise.part(own, 1))];
        splits.add(new Split(ticker, date, ratio[0], ratio[1]));
      }
    }
    return splits;
  }

  /** In the order of their dates, at most one on a date. */
  static List<Dividend> dividends(int number) {
    int count = DIVIDENDS[number % 10];
    if (count == 0) {
      return List.of();
    }
    Listing listing = listing(number);
    int frequency = FREQUENCY[number % 10];
    int step = TRADING_DAYS_A_YEAR / frequency;
    int last = end(number) - 1 - number % step;
    double first = listing.price() * 0.03 / frequency;
    double decimals = number % 3 == 0 ? 1e6 : 1e2;
    List<Dividend> dividends = new ArrayList<>(count);
    for (int j = 0; j < count; j++) {
      double cash = Math.ceil(first * (1 + 0.01 * j) * decimals) / decimals;
      boolean special = frequency == 4 && j % 20 == 7;
      dividends.add(
          new Dividend(
              listing.ticker(),
              DAYS.get(last - (count - 1 - j) * step),
              cash,
              special,
              special ? 0 : frequency,
              number % 40 == 12 ? "CAD" : "USD",
              blanks(number + j)));
    }
    return dividends;
  }

  private static Set<String> blanks(int n) {
    if (n % 9 == 0) {
      return Dividend.WITHOUT_DECLARATION;
    }
    return n % 31 == 0 ? Dividend.WITHOUT_PAYMENT : Set.of();
  }

  private static boolean isFractional(int number) {
    int digit = number % 10;
    return digit == 1 || digit == 3 || digit == 6 || number % 50 == 5;
  }

  private static boolean isDelisted(int number) {
    int place = number % 50;
    return place == 11 || place == 27 || place == 39;
  }

  /** The index of the day of the delisting, or of one behind the last. */
  private static int end(int number) {
    if (!isDelisted(number)) {
      return DAYS.size();
    }
    double part = Noise.part(Noise.of(27, ticker(number)), 0);
    return number % 500 == 11
        ? DAYS_TO_2004 + (int) ((DAYS_TO_2008 - DAYS_TO_2004) * part)
        : DAYS_TO_2008 + (int) ((DAYS.size() - DAYS_TO_2008) * part);
  }

  private static int daysBefore(LocalDate date) {
    return (int) DAYS.stream().filter(day -> day.isBefore(date)).count();
  }
}
