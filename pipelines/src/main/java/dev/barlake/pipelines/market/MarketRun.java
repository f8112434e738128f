package dev.barlake.pipelines.market;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.barlake.lake.Lake;
import dev.barlake.market.FlatFileBucket;
import dev.barlake.market.MarketPart;
import dev.barlake.market.MarketTree;
import dev.barlake.market.MarketWatermark;
import dev.barlake.market.Sources;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.model.Market;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.FlinkDirectory;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/** One run of the market job, from settings to summary. */
final class MarketRun {
  /** When a date's flat file should be there, on the next day. */
  private static final LocalTime PUBLISHED = LocalTime.of(11, 0);

  /** When a date's bars are final, on the same day. */
  private static final LocalTime FINAL = LocalTime.of(20, 15);

  private final MarketSettings settings;
  private final Clock clock;
  private final PrintStream err;
  private final Instant startedAt;

  MarketRun(MarketSettings settings, Clock clock, PrintStream err) {
    this.settings = settings;
    this.clock = clock;
    this.err = err;
    this.startedAt = clock.instant();
  }

  /** Brings what is asked for; sources and watermarks come last, after every file. */
  MarketSummary run() {
    try (Lake lake = Lake.open(settings.lake(), settings.beam())) {
      LocalDate from = from(lake);
      LocalDate to = settings.to().orElseGet(this::lastPublished);
      MarketTally tally = new MarketTally(settings, startedAt);
      if (to.isBefore(from)) {
        return tally.summary(ExitCode.NOTHING_TO_DO, clock);
      }
      if (!settings.dryRun()) {
        lake.requireWritable();
      }
      MarketPlan plan = plan(lake, from, to);
      tally.plan(plan);
      if (plan.dates() > 0) {
        print(plan);
      }
      if (settings.dryRun() || plan.dates() == 0) {
        return tally.summary(plan.dates() == 0 ? ExitCode.NOTHING_TO_DO : ExitCode.DONE, clock);
      }
      try {
        bring(plan, lake, tally);
      } finally {
        FlinkDirectory.close(settings.options().getFlinkConfDir());
      }
      moveWatermark(lake, tree(), from, to, tally);
      if (settings.adjusted()) {
        moveWatermark(lake, new MarketTree(tree().window(), true), from, to, tally);
      }
      MarketSummary summary = tally.summary(tally.exitCode(), clock);
      lake.write(
          new MarketPart(settings.runId(), DatePipeline.READ).summary(),
          (summary.toJson() + "\n").getBytes(UTF_8));
      return summary;
    }
  }

  private LocalDate from(Lake lake) {
    if (settings.from().isPresent()) {
      return settings.from().get();
    }
    Optional<Instant> mark = settings.watermark().or(() -> MarketWatermark.read(lake, tree()));
    return mark.map(instant -> LocalDate.ofInstant(instant, Market.STOCKS.zone()))
        .map(date -> date.minusDays(settings.lookback()))
        .orElseThrow(
            () ->
                new BadOptionsException(
                    List.of(
                        "Where to start is missing: %s has no watermark of %s yet; give --from=<date>"
                            .formatted(settings.lake(), tree().directory()))));
  }

  private MarketTree tree() {
    return settings.tree();
  }

  private LocalDate lastPublished() {
    ZonedDateTime now = startedAt.atZone(Market.STOCKS.zone());
    LocalDate today = now.toLocalDate();
    if (settings.grouped()) {
      return now.toLocalTime().isBefore(FINAL) ? today.minusDays(1) : today;
    }
    return now.toLocalTime().isBefore(PUBLISHED) ? today.minusDays(2) : today.minusDays(1);
  }

  private MarketPlan plan(Lake lake, LocalDate from, LocalDate to) {
    LocalDate today = LocalDate.ofInstant(startedAt, Market.STOCKS.zone());
    Optional<FlatFileBucket> bucket =
        settings.flatFiles().map(c -> FlatFileBucket.open(c, settings.environment()));
    try {
      return new MarketPlan.Maker(settings, tree(), lake, today, bucket).plan(from, to);
    } finally {
      bucket.ifPresent(FlatFileBucket::close);
    }
  }

  private void print(MarketPlan plan) {
    err.printf(
        "Plan: %,d trading dates, %,d to read, %,d there already, %s%n",
        plan.dates(),
        plan.toRead().size(),
        plan.known().size(),
        settings.grouped()
            ? "%.1f minutes at %,d requests a minute"
                .formatted(
                    (double) plan.toRead().size() / settings.requestsPerMinute(),
                    settings.requestsPerMinute())
            : "%,.1f MB".formatted(plan.bytes() / 1e6));
  }

  private void bring(MarketPlan plan, Lake lake, MarketTally tally) {
    Optional<MarketApi> api =
        settings.grouped()
            ? Optional.of(MarketApi.shared(settings.api(), ApiKey.AGGREGATES.find()))
            : Optional.empty();
    try {
      long before = api.map(a -> a.counters().requests()).orElse(0L);
      DatePipeline dates = new DatePipeline(settings, lake, err, api);
      tally.add(plan.known());
      tally.add(new DatesAskedTwice(settings, lake, dates, tally).read(plan.toRead()));
      new Sources(lake, tree()).record(plan.known());
      if (settings.adjusted()) {
        LocalDate today = LocalDate.ofInstant(startedAt, Market.STOCKS.zone());
        tally.add(new AdjustedPart(settings, lake, api.orElseThrow(), dates).run(today));
      }
      api.ifPresent(a -> tally.requests(a.counters().requests() - before));
    } finally {
      api.ifPresent(MarketApi::release);
    }
  }

  private static void moveWatermark(
      Lake lake, MarketTree tree, LocalDate from, LocalDate to, MarketTally tally) {
    MarketWatermark.advance(lake, tree, new Sources(lake, tree).dates(), from, to)
        .ifPresent(instant -> tally.watermark(tree, instant));
  }
}
