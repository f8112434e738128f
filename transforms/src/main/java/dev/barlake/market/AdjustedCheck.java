package dev.barlake.market;

import dev.barlake.lake.Lake;
import dev.barlake.marketapi.GroupedBar;
import dev.barlake.marketapi.MarketApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a date's computed adjusted bars against the vendor's own answer: one request. */
public final class AdjustedCheck {
  /** Of a price the vendor gives four decimals. */
  private static final double PRICE = 0.0001;

  private static final String CONTRADICTED = "_market/contradicted.txt";
  private static final double SHARE = 1e-6;
  private static final int SHOWN = 5;

  /** One ticker in so many may be missing in the answer. */
  private static final long MOST_UNANSWERED = 10;

  private AdjustedCheck() {}

  /**
   * A failure if any ticker differs by more than rounding; empty if all agree.
   *
   * @param tree of adjusted bars
   */
  public static Optional<MarketReceipt> run(
      Lake lake, MarketApi api, MarketTree tree, LocalDate date) {
    Map<String, GroupedBar> answer = new HashMap<>();
    for (GroupedBar bar : api.grouped(date, true)) {
      if (bar.fault() == null) {
        answer.put(bar.ticker(), bar);
      }
    }
    byte[] bytes = lake.read(tree.path(date)).orElseThrow();
    List<String> different = new ArrayList<>();
    long tickers = 0;
    long unanswered = 0;
    try (MarketFile file = new MarketFile(bytes)) {
      while (file.next()) {
        String ticker = new String(file.ticker(), StandardCharsets.UTF_8);
        GroupedBar bar = answer.get(ticker);
        tickers++;
        unanswered += bar == null ? 1 : 0;
        if (bar != null && !agrees(file.rows(), file.row(), bar)) {
          different.add(
              "%s closed at %s by computation, at %s by the API"
                  .formatted(ticker, file.rows().close[file.row()], bar.close()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + lake.uri(tree.path(date)), e);
    }
    if (unanswered > tickers / MOST_UNANSWERED) {
      return Optional.of(
          MarketReceipt.not(
              "failed",
              tree,
              date.toString(),
              "adjusted",
              "The API's adjusted bars of %s lack %,d of %,d tickers, so that nothing could be checked"
                  .formatted(date, unanswered, tickers)));
    }
    return different.isEmpty()
        ? Optional.empty()
        : Optional.of(
            MarketReceipt.not(
                "failed",
                tree,
                date.toString(),
                "adjusted",
                "%d tickers differ from the API's adjusted bars of %s: %s; the list of splits and the prices do not agree (yet)"
                    .formatted(
                        different.size(),
                        date,
                        String.join(
                            "; ", different.subList(0, Math.min(SHOWN, different.size()))))));
  }

  /** Dates that the API contradicted when they were last checked. */
  public static Set<LocalDate> contradicted(Lake lake) {
    return lake.read(CONTRADICTED).map(AdjustedCheck::dates).orElse(Set.of());
  }

  /** Puts them on record, so that every run checks them until the API agrees. */
  public static void remember(Lake lake, Set<LocalDate> dates) {
    if (!dates.equals(contradicted(lake))) {
      String text = dates.stream().map(date -> date + "\n").collect(Collectors.joining());
      lake.write(CONTRADICTED, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Set<LocalDate> dates(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8)
        .lines()
        .map(LocalDate::parse)
        .collect(Collectors.toSet());
  }

  private static boolean agrees(MarketRows rows, int row, GroupedBar bar) {
    return near(rows.open[row], bar.open(), PRICE)
        && near(rows.high[row], bar.high(), PRICE)
        && near(rows.low[row], bar.low(), PRICE)
        && near(rows.close[row], bar.close(), PRICE)
        && near(rows.volume[row], bar.volume(), 1);
  }

  private static boolean near(double a, double b, double least) {
    return Math.abs(a - b) <= Math.max(least, SHARE * Math.max(Math.abs(a), Math.abs(b)));
  }
}
