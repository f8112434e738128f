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

/** Holds a date's computed adjusted bars against the vendor's own answer: one request. */
public final class AdjustedCheck {
  /** Of a price the vendor gives four decimals. */
  private static final double PRICE = 0.0001;

  private static final double SHARE = 1e-6;
  private static final int SHOWN = 5;

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
    try (MarketFile file = new MarketFile(bytes)) {
      while (file.next()) {
        String ticker = new String(file.ticker(), StandardCharsets.UTF_8);
        GroupedBar bar = answer.get(ticker);
        if (bar != null && !agrees(file.rows(), file.row(), bar)) {
          different.add(
              "%s closed at %s by computation, at %s by the API"
                  .formatted(ticker, file.rows().close[file.row()], bar.close()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + lake.uri(tree.path(date)), e);
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
