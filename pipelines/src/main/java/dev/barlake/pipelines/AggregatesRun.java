package dev.barlake.pipelines;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Receipt;
import dev.barlake.database.BarsSchema;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Market;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** One run of the aggregates job, from settings to summary. */
final class AggregatesRun {
  private final AggregatesSettings settings;
  private final Clock clock;
  private final PrintStream err;
  private final long partitionsPerSlice;
  private final Instant startedAt;
  private MarketApi api;

  AggregatesRun(AggregatesSettings settings, Clock clock, PrintStream err) {
    this(settings, clock, err, Slice.PARTITIONS);
  }

  AggregatesRun(
      AggregatesSettings settings, Clock clock, PrintStream err, long partitionsPerSlice) {
    this.settings = settings;
    this.clock = clock;
    this.err = err;
    this.partitionsPerSlice = partitionsPerSlice;
    this.startedAt = clock.instant();
  }

  /** Extracts what is asked for; watermarks and manifest come last, after every file. */
  RunSummary run() {
    if (!settings.dryRun()) {
      requireWritableLake();
      settings.barsTable().ifPresent(BarsSchema::prepare);
    }
    Plan wanted = plan();
    if (settings.dryRun()) {
      return dryRun(wanted);
    }
    if (wanted.isEmpty()) {
      return summary(ExitCode.NOTHING_TO_DO, wanted, new Tally(wanted), null);
    }
    Runners.prepareStreaming(settings.options());
    try (Lake lake = Lake.open(settings.lake(), settings.options())) {
      Plan plan = wanted.under(splits(wanted), lake.watermarks(settings.window(), true), lake);
      Tally tally = new Tally(plan);
      String stopped = extract(plan, tally, lake);
      RunSummary summary = judge(plan, tally, stopped);
      moveWatermarks(tally, lake);
      lake.write(manifest(), (summary.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
      return summary;
    }
  }

  /** Before the API is asked: its budget is not for bars that cannot be kept. */
  private void requireWritableLake() {
    try (Lake lake = Lake.open(settings.lake(), settings.options())) {
      lake.requireWritable();
    }
  }

  private Plan plan() {
    List<String> tickers = settings.tickers().load(this::api);
    Watermarks watermarks =
        settings
            .watermarks()
            .map(uri -> Watermarks.read(uri, settings, hasAnotherStart()))
            .orElse(Watermarks.NONE);
    return Plan.of(settings, tickers, watermarks, startedAt);
  }

  private boolean hasAnotherStart() {
    return settings.from().isPresent() || settings.watermark().isPresent();
  }

  /** The splits of all planned adjusted stocks; one request or a few. */
  private SplitHistory splits(Plan plan) {
    TreeSet<String> tickers = new TreeSet<>();
    for (AggregatesRequest request : plan.requests()) {
      BarSeries series = request.series();
      if (series.adjusted() && series.market().hasSplits()) {
        tickers.add(series.ticker());
      }
    }
    if (tickers.isEmpty()) {
      return SplitHistory.EMPTY;
    }
    LocalDate today = LocalDate.ofInstant(startedAt, Market.STOCKS.zone());
    return SplitHistory.of(api().splits(tickers), today);
  }

  /** Runs slice after slice; returns why it stopped before the last one, or null. */
  private String extract(Plan plan, Tally tally, Lake lake) {
    List<Slice> slices = Slice.of(plan.requests(), partitionsPerSlice);
    try (Progress progress =
        Progress.start(
            err,
            Runners.isEmbedded(settings.options()),
            slices.size(),
            plan.apiRequests(),
            api())) {
      for (Slice slice : slices) {
        List<Receipt> receipts = AggregatesPipeline.run(settings, slice).read(lake);
        tally.add(receipts);
        progress.sliceDone();
        if (tally.exitCode() == ExitCode.ERROR) {
          return tally.firstFailures().get(0).message();
        }
        if ((api().unavailable() || isOutage(receipts)) && slice.number() + 1 < slices.size()) {
          String why =
              api().unavailable()
                  ? "the API does not answer"
                  : "nothing of it succeeded, first: " + tally.firstFailures().get(0).message();
          return "Stopped after slice %d of %d: %s; %s"
              .formatted(slice.number() + 1, slices.size(), why, progress.line());
        }
      }
    }
    return null;
  }

  /**
   * Whether a whole slice brought nothing; how workers elsewhere fared, receipts alone can tell.
   */
  private static boolean isOutage(List<Receipt> receipts) {
    return !receipts.isEmpty()
        && receipts.stream()
            .allMatch(
                receipt ->
                    receipt instanceof Receipt.Failed failed
                        && failed.category().equals("transient"));
  }

  private RunSummary judge(Plan plan, Tally tally, String stopped) {
    if (stopped != null) {
      ExitCode code = tally.exitCode();
      return summary(code == ExitCode.DONE ? ExitCode.TRY_AGAIN_LATER : code, plan, tally, stopped);
    }
    List<BarSeries> unaccounted = tally.unaccounted();
    if (!unaccounted.isEmpty()) {
      return summary(
          ExitCode.ERROR,
          plan,
          tally,
          "Neither covered nor failed, which must not be: "
              + Names.some(unaccounted.stream().map(BarSeries::toString).toList()));
    }
    ExitCode code = tally.exitCode();
    String why = code == ExitCode.ERROR ? tally.firstFailures().get(0).message() : null;
    return summary(code, plan, tally, why);
  }

  private void moveWatermarks(Tally tally, Lake lake) {
    for (boolean adjusted : settings.adjusted()) {
      lake.updateWatermarks(settings.window(), adjusted, before -> tally.advance(before, adjusted));
    }
  }

  private RunSummary dryRun(Plan plan) {
    long requests = plan.apiRequests();
    err.printf(
        "Plan: %,d series, %,d partition files, %,d requests (%,.1f minutes at %,d a minute), at most"
            + " %,.1f MB. Less where the lake covers it already; more where series split or pages are full.%n",
        plan.requests().size(),
        plan.partitions(),
        requests,
        (double) requests / settings.requestsPerMinute(),
        settings.requestsPerMinute(),
        plan.bytesAtMost() / 1e6);
    return summary(
        plan.isEmpty() ? ExitCode.NOTHING_TO_DO : ExitCode.DONE, plan, new Tally(plan), null);
  }

  private RunSummary summary(ExitCode code, Plan plan, Tally tally, String error) {
    Map<String, Long> planned = new LinkedHashMap<>();
    planned.put("series", (long) plan.requests().size());
    planned.put("partitions", plan.partitions());
    planned.put("requests", plan.apiRequests());
    Map<String, Long> counts = tally.counts();
    settings.barsTable().ifPresent(table -> counts.put("upserted", tally.upserted()));
    Map<String, Long> api = new LinkedHashMap<>();
    boolean asked = !settings.dryRun() && !plan.isEmpty();
    if (Runners.isEmbedded(settings.options())) {
      // On a cluster each worker counts for itself: no figure rather than the launcher's few.
      api.put("requests", asked ? api().counters().requests() : 0L);
      api.put("retries", asked ? api().counters().retries() : 0L);
    }
    api.put("requestsPerMinute", (long) settings.requestsPerMinute());
    return new RunSummary(
        settings.runId(),
        "aggregates",
        code.name().toLowerCase(Locale.ROOT),
        code.code(),
        error,
        settings.lake(),
        settings.window(),
        planned,
        counts,
        api,
        tally.firstFailures(),
        tally.failedTickers(),
        asked ? tally.tickersWithoutBars() : List.of(),
        asked ? manifest() : null,
        (clock.millis() - startedAt.toEpochMilli()) / 1000.0);
  }

  private String manifest() {
    return Layout.manifest(settings.runId());
  }

  /** The same object that the workers of this process use, and so the same budget. */
  private MarketApi api() {
    if (api == null) {
      api = MarketApi.shared(settings.api(), ApiKey.AGGREGATES.find());
    }
    return api;
  }
}
