package dev.barlake.market;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barlake.lake.Lake;
import dev.barlake.model.Market;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/** The instant before which every trading date of a tree is in the lake, since it was begun. */
public final class MarketWatermark {
  private static final String FIELD = "watermark";

  private MarketWatermark() {}

  public static Optional<Instant> read(Lake lake, MarketTree tree) {
    return lake.read(tree.watermark()).map(MarketWatermark::parse);
  }

  private static Instant parse(byte[] bytes) {
    try {
      return Instant.parse(new JsonMapper().readTree(bytes).path(FIELD).asText());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a market watermark", e);
    }
  }

  /**
   * Moves it over all trading dates that are there. A run that begins after it leaves it: what is
   * between was never asked for.
   *
   * @param from the first date that was asked for; {@code to} the last
   * @return where it is now; empty if there is none
   */
  public static Optional<Instant> advance(
      Lake lake, MarketTree tree, Set<LocalDate> held, LocalDate from, LocalDate to) {
    lake.change(
        tree.watermark(),
        stored -> {
          Optional<LocalDate> before =
              stored
                  .map(MarketWatermark::parse)
                  .map(i -> LocalDate.ofInstant(i, Market.STOCKS.zone()));
          if (before.isPresent() && before.get().isBefore(from) && hasTrading(before.get(), from)) {
            return Optional.empty();
          }
          LocalDate start = before.filter(date -> date.isAfter(from)).orElse(from);
          LocalDate next = start;
          while (!next.isAfter(to) && (!Market.STOCKS.isTradingDay(next) || held.contains(next))) {
            next = next.plusDays(1);
          }
          boolean moved = before.isEmpty() ? next.isAfter(from) : next.isAfter(before.get());
          return moved ? Optional.of(bytes(next)) : Optional.empty();
        });
    return read(lake, tree);
  }

  private static boolean hasTrading(LocalDate from, LocalDate to) {
    return from.datesUntil(to).anyMatch(Market.STOCKS::isTradingDay);
  }

  private static byte[] bytes(LocalDate date) {
    Instant instant = date.atStartOfDay(Market.STOCKS.zone()).toInstant();
    return "{\"%s\":\"%s\"}\n".formatted(FIELD, instant).getBytes(StandardCharsets.UTF_8);
  }
}
