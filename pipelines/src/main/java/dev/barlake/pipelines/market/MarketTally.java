package dev.barlake.pipelines.market;

import dev.barlake.market.Difference;
import dev.barlake.market.MarketPart;
import dev.barlake.market.MarketReceipt;
import dev.barlake.market.MarketTree;
import dev.barlake.market.SourceRecord;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.ShortList;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What became of the dates of a run. */
final class MarketTally {
  private static final int SHOWN = 5;
  private static final Set<String> PASSING = Set.of("transient", "splits");

  private final MarketSettings settings;
  private final Instant startedAt;
  private final Map<String, Long> planned = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final List<String> differences = new ArrayList<>();
  private final List<MarketReceipt> failures = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private final Map<String, String> watermark = new LinkedHashMap<>();
  private final Map<String, Long> api = new LinkedHashMap<>();
  private final Map<String, Long> impossible = new TreeMap<>();
  private final List<String> firstImpossible = new ArrayList<>();
  private final List<String> thin = new ArrayList<>();
  private Optional<String> rejected = Optional.empty();
  private boolean transientOnly = true;
  private boolean done;

  MarketTally(MarketSettings settings, Instant startedAt) {
    this.settings = settings;
    this.startedAt = startedAt;
  }

  void plan(MarketPlan plan) {
    planned.put("dates", plan.dates());
    planned.put("toRead", (long) plan.toRead().size());
    planned.put("bytes", plan.bytes());
  }

  void requests(long requests) {
    api.put("requests", requests);
    api.put("requestsPerMinute", (long) settings.requestsPerMinute());
  }

  void watermark(MarketTree tree, Instant instant) {
    watermark.put("adjusted=" + tree.adjusted(), instant.toString());
  }

  /** A date with far fewer tickers than those around it. */
  void thin(String words) {
    thin.add(words);
  }

  void add(List<MarketReceipt> receipts) {
    done = true;
    for (String outcome :
        List.of("written", "replaced", "derived", "same", "pending", "failed", "bars")) {
      counts.putIfAbsent(outcome, 0L);
    }
    receipts.forEach(this::add);
  }

  private void add(MarketReceipt receipt) {
    counts.merge(receipt.outcome(), 1L, Long::sum);
    if (receipt.isFailed()) {
      transientOnly &= PASSING.contains(receipt.category());
      if (failures.size() < SHOWN) {
        failures.add(receipt);
      }
    } else if (receipt.outcome().equals("pending")) {
      pending.add(receipt.date());
    }
    Optional.ofNullable(receipt.difference()).ifPresent(this::add);
    Optional.ofNullable(receipt.source()).ifPresent(source -> add(receipt, source));
  }

  private void add(Difference difference) {
    counts.merge("added", difference.added(), Long::sum);
    counts.merge("changed", difference.changed(), Long::sum);
    counts.merge("vanished", difference.vanished(), Long::sum);
    difference.first().stream()
        .limit(Math.max(0, SHOWN - differences.size()))
        .forEach(differences::add);
  }

  private void add(MarketReceipt receipt, SourceRecord source) {
    if (!receipt.outcome().equals("same")) {
      counts.merge("bars", source.rows(), Long::sum);
      counts.merge("repeated", source.repeated(), Long::sum);
      counts.merge("contradicted", source.contradicted(), Long::sum);
      addImpossible(source);
    }
    counts.merge("rejected", source.rejected(), Long::sum);
    if (source.rejected() > 0 && rejected.isEmpty()) {
      rejected =
          Optional.of(
              "%d rows of %s are no bars of %s and were left out, first %s"
                  .formatted(
                      source.rejected(),
                      source.key(),
                      source.date(),
                      source.firstRejected().get(0)));
    }
  }

  private void addImpossible(SourceRecord source) {
    if (source.impossible() != null) {
      source.impossible().forEach((kind, count) -> impossible.merge(kind, count, Long::sum));
      source.firstImpossible().stream()
          .limit(Math.max(0, SHOWN - firstImpossible.size()))
          .forEach(firstImpossible::add);
    }
  }

  ExitCode exitCode() {
    if (counts.getOrDefault("failed", 0L) > 0) {
      return transientOnly ? ExitCode.TRY_AGAIN_LATER : ExitCode.FAILED_REQUESTS;
    }
    if (rejected.isPresent() || !thin.isEmpty()) {
      return ExitCode.FAILED_REQUESTS;
    }
    return pending.isEmpty() ? ExitCode.DONE : ExitCode.TRY_AGAIN_LATER;
  }

  private String error() {
    if (!failures.isEmpty()) {
      return "%d failed, first %s: %s"
          .formatted(counts.get("failed"), failures.get(0).date(), failures.get(0).message());
    }
    if (rejected.isPresent()) {
      return rejected.get();
    }
    if (!thin.isEmpty()) {
      return "Suspiciously few tickers: " + ShortList.some(thin);
    }
    return pending.isEmpty()
        ? null
        : "Not published yet: %s; try again later".formatted(ShortList.some(pending));
  }

  MarketSummary summary(ExitCode code, Clock clock) {
    return new MarketSummary(
        settings.runId(),
        startedAt.toString(),
        "market",
        code.name().toLowerCase(Locale.ROOT),
        code.code(),
        error(),
        settings.lake(),
        settings.grouped() ? "grouped" : "flatfiles",
        settings.tree().window(),
        planned,
        counts,
        differences,
        impossible,
        firstImpossible,
        thin,
        failures,
        pending,
        watermark,
        api,
        done ? new MarketPart(settings.runId(), DatePipeline.READ).receipts() : null,
        (clock.millis() - startedAt.toEpochMilli()) / 1000.0);
  }
}
