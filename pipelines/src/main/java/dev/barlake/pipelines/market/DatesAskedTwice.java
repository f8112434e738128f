package dev.barlake.pipelines.market;

import dev.barlake.lake.Lake;
import dev.barlake.market.MarketDate;
import dev.barlake.market.MarketPart;
import dev.barlake.market.MarketReceipt;
import dev.barlake.market.Sources;
import dev.barlake.market.ThinDates;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads dates, and those once more of which nothing came that can be believed at its first word: no
 * bars, a cut object, fewer bars than the lake has, far fewer tickers than the dates around.
 */
final class DatesAskedTwice {
  private final MarketSettings settings;
  private final Lake lake;
  private final DatePipeline pipeline;
  private final MarketTally tally;

  DatesAskedTwice(MarketSettings settings, Lake lake, DatePipeline pipeline, MarketTally tally) {
    this.settings = settings;
    this.lake = lake;
    this.pipeline = pipeline;
    this.tally = tally;
  }

  /** One receipt for each date. */
  List<MarketReceipt> read(List<MarketDate> dates) {
    Map<String, MarketReceipt> receipts = new TreeMap<>();
    keep(pipeline.read(dates), receipts);
    List<MarketDate> doubtful = doubtful(dates, receipts);
    keep(pipeline.read(doubtful), receipts);
    Set<LocalDate> twice = doubtful.stream().map(MarketDate::date).collect(Collectors.toSet());
    ThinDates.among(twice, new Sources(lake, settings.tree()))
        .values()
        .forEach(words -> tally.thin(words + "; asked twice"));
    List<MarketReceipt> all = List.copyOf(receipts.values());
    if (!doubtful.isEmpty()) {
      new MarketPart(settings.runId(), DatePipeline.READ).write(lake, all);
    }
    return all;
  }

  private void keep(List<MarketReceipt> news, Map<String, MarketReceipt> receipts) {
    new Sources(lake, settings.tree()).record(news);
    news.forEach(receipt -> receipts.merge(receipt.date(), receipt, DatesAskedTwice::better));
  }

  /** Of a date that is there since the first asking, the second only counts if it changed it. */
  private static MarketReceipt better(MarketReceipt first, MarketReceipt again) {
    return first.source() != null && !again.outcome().equals("replaced") ? first : again;
  }

  private List<MarketDate> doubtful(List<MarketDate> dates, Map<String, MarketReceipt> receipts) {
    Set<LocalDate> written =
        receipts.values().stream()
            .filter(receipt -> receipt.source() != null && !receipt.outcome().equals("same"))
            .map(receipt -> LocalDate.parse(receipt.date()))
            .collect(Collectors.toSet());
    Set<LocalDate> thin = ThinDates.among(written, new Sources(lake, settings.tree())).keySet();
    return dates.stream()
        .filter(d -> thin.contains(d.date()) || receipts.get(d.date().toString()).isDoubtful())
        .map(MarketDate::again)
        .toList();
  }
}
