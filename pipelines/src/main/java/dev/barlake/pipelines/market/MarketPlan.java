package dev.barlake.pipelines.market;

import dev.barlake.lake.Lake;
import dev.barlake.market.FlatFileBucket;
import dev.barlake.market.MarketDate;
import dev.barlake.market.MarketReceipt;
import dev.barlake.market.MarketTree;
import dev.barlake.market.SourceRecord;
import dev.barlake.market.Sources;
import dev.barlake.model.Market;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which trading dates have to be read.
 *
 * @param dates how many trading dates were asked for
 * @param toRead those that the lake lacks, or has in another edition
 * @param known receipts of the others: there already, or not published yet, or nowhere
 * @param bytes that are to be read, as far as they are listed
 */
record MarketPlan(long dates, List<MarketDate> toRead, List<MarketReceipt> known, long bytes) {
  /** A date that is missing for so long is not late any more. */
  private static final int RECENT_DAYS = 7;

  /** Makes plans of one tree. */
  static final class Maker {
    private final MarketSettings settings;
    private final MarketTree tree;
    private final Sources sources;
    private final Set<LocalDate> held;
    private final LocalDate today;
    private final Optional<FlatFileBucket> bucket;
    private final List<MarketDate> toRead = new ArrayList<>();
    private final List<MarketReceipt> known = new ArrayList<>();
    private Map<String, FlatFileBucket.Listed> month = Map.of();
    private LocalDate listed = LocalDate.MIN;
    private long dates;
    private long bytes;

    /**
     * @param today in New York
     */
    Maker(
        MarketSettings settings,
        MarketTree tree,
        Lake lake,
        LocalDate today,
        Optional<FlatFileBucket> bucket) {
      this.settings = settings;
      this.tree = tree;
      this.sources = new Sources(lake, tree);
      this.held = sources.dates();
      this.today = today;
      this.bucket = bucket;
    }

    /** The plan of all trading dates from the first to the last, both included. */
    MarketPlan plan(LocalDate from, LocalDate to) {
      for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
        if (Market.STOCKS.isTradingDay(date)) {
          dates++;
          if (bucket.isPresent()) {
            planFile(date);
          } else {
            planAnswer(date);
          }
        }
      }
      return new MarketPlan(dates, List.copyOf(toRead), List.copyOf(known), bytes);
    }

    private void planFile(LocalDate date) {
      String key = bucket.get().key(date, tree.isDaily());
      boolean isHeld = held.contains(date);
      if (isHeld && settings.refetch() == MarketRefetch.MISSING) {
        same(date);
        return;
      }
      FlatFileBucket.Listed file = listed(date).get(key);
      boolean sameEdition =
          isHeld
              && settings.refetch() != MarketRefetch.ALL
              && (file == null
                  || sources
                      .of(date)
                      .filter(r -> r.isAnswer() || r.isSameEdition(file.eTag(), file.length()))
                      .isPresent());
      if (sameEdition) {
        same(date);
      } else if (file == null && !isHeld) {
        known.add(MarketReceipt.absent(tree, key, dateOf(date, false)));
      } else {
        bytes += file == null ? 0 : file.length();
        toRead.add(dateOf(date, file != null));
      }
    }

    private Map<String, FlatFileBucket.Listed> listed(LocalDate date) {
      LocalDate first = date.withDayOfMonth(1);
      if (!first.equals(listed)) {
        month = bucket.orElseThrow().list(first, tree.isDaily());
        listed = first;
      }
      return month;
    }

    private void planAnswer(LocalDate date) {
      boolean believed =
          switch (settings.refetch()) {
            case MISSING -> true;
            case ALL -> false;
            case STALE -> sources.of(date).filter(record -> isSettled(date, record)).isPresent();
          };
      if (held.contains(date) && believed) {
        same(date);
      } else {
        toRead.add(dateOf(date, true));
      }
    }

    /** Of a flat file, read by this run, or so late that nothing changes any more. */
    private boolean isSettled(LocalDate date, SourceRecord record) {
      if (!record.isAnswer()) {
        return true;
      }
      Instant settled =
          Instant.ofEpochMilli(Market.STOCKS.closeOf(date))
              .plus(Duration.ofDays(settings.lookback()));
      return record.run().equals(settings.runId())
          || !Instant.parse(record.readAt()).isBefore(settled);
    }

    private MarketDate dateOf(LocalDate date, boolean isListed) {
      boolean recent = date.isAfter(today.minusDays(RECENT_DAYS));
      return new MarketDate(date, !held.contains(date), isListed, recent);
    }

    private void same(LocalDate date) {
      known.add(MarketReceipt.same(tree, date, sources.of(date)));
    }
  }
}
