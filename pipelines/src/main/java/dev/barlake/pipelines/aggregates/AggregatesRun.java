package dev.barlake.pipelines.aggregates;

import dev.barlake.aggregates.AggregatesRequest;
import dev.barlake.aggregates.Attempt;
import dev.barlake.aggregates.Receipt;
import dev.barlake.barstable.BarsSchema;
import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.lake.Watermark;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Market;
import dev.barlake.model.TimeRange;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.FlinkDirectory;
import dev.barlake.pipelines.cli.Runners;
import dev.barlake.pipelines.cli.ShortList;
import dev.barlake.store.DamagedFileException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One run of the aggregates job, from settings to summary. */
final class AggregatesRun {
  /** From here on the optimising compiler saves more than it costs, with some to spare. */
  private static final long MANY_BARS = 10_000_000;

  private final AggregatesSettings settings;
  private final Clock clock;
  private final PrintStream err;
  private final long partitionsPerSlice;
  private final List<AggregatesRequest> again;
  private final Instant startedAt;
  private final Map<Boolean, Map<String, Watermark>> marks = new HashMap<>();
  private LocalDate planBegins;
  private MarketApi api;
  private ScaleReview review;

  AggregatesRun(AggregatesSettings settings, Clock clock, PrintStream err) {
    this(settings, clock, err, Slice.PARTITIONS);
  }

  /**
   * @param again what to ask for, in place of what the settings say; of series that the lake has.
   *     No watermark begins by it
   */
  AggregatesRun(
      AggregatesSettings settings, Clock clock, PrintStream err, List<AggregatesRequest> again) {
    this(settings, clock, err, Slice.PARTITIONS, again);
  }

  AggregatesRun(
      AggregatesSettings settings, Clock clock, PrintStream err, long partitionsPerSlice) {
    this(settings, clock, err, partitionsPerSlice, List.of());
  }

  private AggregatesRun(
      AggregatesSettings settings,
      Clock clock,
      PrintStream err,
      long partitionsPerSlice,
      List<AggregatesRequest> again) {
    this.settings = settings;
    this.clock = clock;
    this.err = err;
    this.partitionsPerSlice = partitionsPerSlice;
    this.again = List.copyOf(again);
    this.startedAt = clock.instant();
  }

  /** Extracts what is asked for; watermarks and manifest come last, after every file. */
  RunSummary run() {
    try (Lake lake = Lake.open(settings.lake(), settings.beam())) {
      if (settings.dryRun()) {
        return dryRun(plan(lake));
      }
      boolean listed = settings.tickers() instanceof Universe;
      if (listed) {
        // Before the API is asked: its budget is not for bars that cannot be kept.
        requireOutputs(lake);
      }
      Plan wanted = plan(lake);
      if (!listed) {
        // After mistakes in the flags: they leave no lake behind.
        requireOutputs(lake);
      }
      if (wanted.isEmpty()) {
        return summary(Ending.of(ExitCode.NOTHING_TO_DO), wanted, new Tally(wanted, wanted));
      }
      describe(wanted);
      Runners.prepareStreaming(settings.options(), wanted.apiRequests());
      try {
        return extract(wanted, lake);
      } finally {
        FlinkDirectory.close(settings.options().getFlinkConfDir());
      }
    } finally {
      if (api != null) {
        api.release();
      }
    }
  }

  private void requireOutputs(Lake lake) {
    lake.requireWritable();
    settings.barsTable().ifPresent(BarsSchema::prepare);
  }

  private RunSummary extract(Plan wanted, Lake lake) {
    adviseOnCompiler(wanted);
    Plan plan = reviewed(wanted, lake);
    Tally tally = new Tally(wanted, plan, this::mayBeginLater);
    Manifest manifest = new Manifest(lake, Attempt.begin(settings.runId(), startedAt));
    String stopped = extract(plan, tally, manifest);
    List<Receipt> own = new ArrayList<>();
    plan.holds().forEach(hold -> own.addAll(hold.receipts()));
    tally.add(own);
    List<Receipt.Failed> unknown = tally.settleUnknown();
    unknown.stream().map(Receipt.Failed::message).distinct().forEach(err::println);
    own.addAll(unknown);
    planBegins = tally.settleBeginnings().orElse(null);
    if (planBegins != null) {
      err.printf(
          "Your plan of the API begins at %s: %,d tickers without a watermark start there instead"
              + " of at --from=%s%n",
          planBegins, tally.beginLater(), settings.from().orElseThrow());
    }
    manifest.add(own, Slice.of(plan.requests(), partitionsPerSlice).size());
    Ending ending = judge(tally, stopped);
    review.overtaken(plan).forEach(tally::doubt);
    moveWatermarks(tally, lake);
    return manifest.end(
        number -> summary(ending, plan, tally, number, manifest.attempt().receipts()));
  }

  /**
   * With watermarks, --from is the start of tickers that have none, this year as the next. A plan
   * that reaches a fixed time back leaves it behind; a ticker that is new then begins later.
   */
  private boolean mayBeginLater(BarSeries series) {
    return settings.watermarks().isPresent()
        && settings.from().isPresent()
        && !marks.get(series.adjusted()).containsKey(series.ticker());
  }

  /** The launcher and the images start without the compiler that long jobs are faster with. */
  private void adviseOnCompiler(Plan plan) {
    boolean without =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("-XX:TieredStopAtLevel="))
            .reduce((first, last) -> last)
            .filter(option -> option.endsWith("=1"))
            .isPresent();
    if (without && Runners.isEmbedded(settings.options()) && plan.barsAtMost() > MANY_BARS) {
      err.printf(
          "Up to %,d million bars: BARLAKE_JAVA_OPTS=-XX:TieredStopAtLevel=4 extracts so many with"
              + " less CPU%n",
          plan.barsAtMost() / 1_000_000);
    }
  }

  private Plan plan(Lake lake) {
    if (!again.isEmpty()) {
      return new Plan(again, List.of());
    }
    List<String> tickers = settings.tickers().load(this::api, () -> marks(lake));
    StartingPoints watermarks =
        settings
            .watermarks()
            .map(uri -> StartingPoints.read(uri, settings, hasAnotherStart()))
            .orElse(StartingPoints.NONE);
    return Plan.of(
        settings, tickers, watermarks, (series, at) -> isHeld(lake, series, at), startedAt);
  }

  private static boolean isHeld(Lake lake, BarSeries series, long instant) {
    try {
      return lake.header(series, series.periodOf(instant))
          .filter(header -> header.coverage().covers(new TimeRange(instant, instant + 1)))
          .isPresent();
    } catch (DamagedFileException e) {
      return false; // the fetch will put it on record
    }
  }

  /** All tickers that the lake has watermarks of. */
  private Set<String> marks(Lake lake) {
    Set<String> tickers = new TreeSet<>();
    for (boolean adjusted : settings.adjusted()) {
      tickers.addAll(lake.watermarks(settings.window(), adjusted).keySet());
    }
    return tickers;
  }

  /** The plan under today's splits; one request or a few, and one for each that changed. */
  private Plan reviewed(Plan wanted, Lake lake) {
    for (boolean adjusted : settings.adjusted()) {
      marks.put(adjusted, lake.watermarks(settings.window(), adjusted));
    }
    SplitHistory splits = splits(wanted);
    review = new ScaleReview(api(), lake, splits, marks, today());
    return review.of(wanted);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(startedAt, Market.STOCKS.zone());
  }

  private boolean hasAnotherStart() {
    return settings.from().isPresent() || settings.watermark().isPresent();
  }

  /** The splits of all planned adjusted stocks. */
  private SplitHistory splits(Plan plan) {
    TreeSet<String> tickers = new TreeSet<>();
    for (AggregatesRequest request : plan.requests()) {
      BarSeries series = request.series();
      if (series.adjusted() && series.market().hasSplits()) {
        tickers.add(series.ticker());
      }
    }
    return tickers.isEmpty()
        ? SplitHistory.EMPTY
        : new SplitsGate(api(), marks.get(true), today()).ask(tickers);
  }

  /** Runs slice after slice; returns why it stopped before the last one, or null. */
  private String extract(Plan plan, Tally tally, Manifest manifest) {
    List<Slice> slices = Slice.of(plan.requests(), partitionsPerSlice);
    try (Progress progress =
        Progress.start(err, Runners.isEmbedded(settings.options()), slices.size(), plan, api())) {
      for (Slice slice : slices) {
        AggregatesPipeline.run(settings, slice, manifest.part(slice));
        List<Receipt> receipts = manifest.part(slice).read(manifest.lake());
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

  /** Whether a whole slice brought nothing. Only receipts show how workers elsewhere fared. */
  private static boolean isOutage(List<Receipt> receipts) {
    return !receipts.isEmpty()
        && receipts.stream()
            .allMatch(
                receipt ->
                    receipt instanceof Receipt.Failed failed
                        && failed.category().equals("transient"));
  }

  /**
   * How the run ends.
   *
   * @param why it ended early, or null
   */
  private record Ending(ExitCode code, String why) {
    static Ending of(ExitCode code) {
      return new Ending(code, null);
    }
  }

  private static Ending judge(Tally tally, String stopped) {
    if (stopped != null) {
      ExitCode code = tally.exitCode();
      return new Ending(code == ExitCode.DONE ? ExitCode.TRY_AGAIN_LATER : code, stopped);
    }
    List<BarSeries> unaccounted = tally.unaccounted();
    if (!unaccounted.isEmpty()) {
      return new Ending(
          ExitCode.ERROR,
          "Neither covered nor failed, which must not be: "
              + ShortList.some(unaccounted.stream().map(BarSeries::toString).toList()));
    }
    ExitCode code = tally.exitCode();
    String why = code == ExitCode.ERROR ? tally.firstFailures().get(0).message() : null;
    return new Ending(code, why);
  }

  private void moveWatermarks(Tally tally, Lake lake) {
    for (boolean adjusted : settings.adjusted()) {
      lake.updateWatermarks(
          settings.window(),
          adjusted,
          before -> {
            Map<String, Watermark> after =
                tally.advance(marks.get(adjusted), before, adjusted, today());
            if (!again.isEmpty()) {
              after.keySet().retainAll(before.keySet());
            }
            return after;
          });
    }
  }

  /** The plan in a sentence or two: before a run as well as in place of one. */
  private void describe(Plan plan) {
    long requests = plan.apiRequests();
    err.printf(
        "Plan: %,d series, %,d partition files, %,d requests and about %,d more about silence"
            + " (%,.1f minutes at %,d a minute), at most %,.1f MB. Less if the lake covers it"
            + " already; more if series split, pages are full, or tickers trade seldom.%n",
        plan.requests().size(),
        plan.partitions(),
        requests,
        plan.questions(),
        (double) (requests + plan.questions()) / settings.requestsPerMinute(),
        settings.requestsPerMinute(),
        plan.bytesAtMost() / 1e6);
  }

  private RunSummary dryRun(Plan plan) {
    describe(plan);
    return summary(
        Ending.of(plan.isEmpty() ? ExitCode.NOTHING_TO_DO : ExitCode.DONE),
        plan,
        new Tally(plan, plan));
  }

  private RunSummary summary(Ending ending, Plan plan, Tally tally) {
    return summary(ending, plan, tally, null, null);
  }

  private RunSummary summary(
      Ending ending, Plan plan, Tally tally, Integer attempt, String receipts) {
    Map<String, Long> planned = new LinkedHashMap<>();
    planned.put("series", (long) plan.requests().size() + plan.holds().size());
    planned.put("partitions", plan.partitions());
    planned.put("requests", plan.apiRequests());
    planned.put("questions", plan.questions());
    Map<String, Long> counts = tally.counts();
    settings.barsTable().ifPresent(table -> counts.put("upserted", tally.upserted()));
    Map<String, Long> api = new LinkedHashMap<>();
    boolean asked = !settings.dryRun() && !plan.isEmpty();
    if (settings.dryRun() || Runners.isEmbedded(settings.options())) {
      // On a cluster each worker counts for itself: no figure rather than the launcher's few.
      api.put("requests", asked ? api().counters().requests() : 0L);
      api.put("retries", asked ? api().counters().retries() : 0L);
    }
    api.put("requestsPerMinute", (long) settings.requestsPerMinute());
    return new RunSummary(
        settings.runId(),
        startedAt.toString(),
        "aggregates",
        ending.code().name().toLowerCase(Locale.ROOT),
        ending.code().code(),
        ending.why(),
        settings.lake(),
        settings.window(),
        planned,
        counts,
        tally.impossible().isEmpty() ? null : tally.impossible(),
        tally.impossible().isEmpty() ? null : tally.firstImpossible(),
        api,
        tally.firstFailures(),
        tally.failedTickers(),
        asked ? tally.tickersWithoutBars() : List.of(),
        planBegins,
        attempt,
        attempt == null ? null : Layout.manifest(settings.runId(), attempt),
        receipts,
        (clock.millis() - startedAt.toEpochMilli()) / 1000.0);
  }

  /** The same object that the workers of this process use, and so the same budget. */
  private MarketApi api() {
    if (api == null) {
      api = MarketApi.shared(settings.api(), ApiKey.AGGREGATES.find());
    }
    return api;
  }
}
