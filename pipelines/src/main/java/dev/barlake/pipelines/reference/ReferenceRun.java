package dev.barlake.pipelines.reference;

import dev.barlake.database.DatabaseException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.Causes;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.FlinkDirectory;
import dev.barlake.pipelines.cli.ProgressLine;
import dev.barlake.pipelines.cli.Runners;
import dev.barlake.reference.LiveCounters;
import dev.barlake.reference.LoadReference;
import dev.barlake.reference.ReferenceList;
import dev.barlake.reference.ReferenceTable;
import dev.barlake.reference.Refresh;
import dev.barlake.reference.Verdict;
import dev.barlake.retry.Backoff;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;

/** One run of the reference job, from settings to summary. */
final class ReferenceRun {
  private final ReferenceSettings settings;
  private final Clock clock;
  private final Duration patience;
  private final PrintStream err;
  private final Instant startedAt;
  private final List<MarketApi> apis = new ArrayList<>();

  ReferenceRun(ReferenceSettings settings, Clock clock, PrintStream err) {
    this(settings, clock, Backoff.PATIENCE, err);
  }

  /**
   * Prepares a run.
   *
   * @param patience how long a database that does not answer any more is waited for
   */
  ReferenceRun(ReferenceSettings settings, Clock clock, Duration patience, PrintStream err) {
    this.settings = settings;
    this.clock = clock;
    this.patience = patience;
    this.err = err;
    this.startedAt = clock.instant();
  }

  /** Refreshes all tables or none. */
  ReferenceSummary run() {
    if (settings.dryRun()) {
      return dryRun();
    }
    leaseApis();
    try (Refresh refresh =
        Refresh.begin(settings.database(), settings.lists(), settings.runId(), clock, patience)) {
      try {
        load(refresh);
        Verdict verdict = refresh.judge(settings.maxShrink(), settings.maxQuarantine());
        if (verdict.accepted()) {
          refresh.publish(verdict);
        } else {
          refresh.refuse(verdict);
        }
        return summary(verdict);
      } catch (RuntimeException e) {
        refresh.fail(Causes.sentence(e));
        throw e;
      }
    } finally {
      apis.forEach(MarketApi::release);
      FlinkDirectory.close(settings.options().getFlinkConfDir());
    }
  }

  private void load(Refresh refresh) {
    Runners.prepareBatch(settings.options());
    Pipeline pipeline = Pipeline.create(settings.options());
    pipeline.apply("Reference", LoadReference.into(refresh, settings.api()));
    ProgressLine told = ProgressLine.start(err, this::progress);
    try (told) {
      PipelineResult.State state = pipeline.run().waitUntilFinish();
      if (state != PipelineResult.State.DONE) {
        throw new IllegalStateException(
            "Cannot load the reference lists: the runner ended it as " + state);
      }
    } catch (RuntimeException e) {
      // The runners wrap it in words of their own.
      throw Causes.find(e, DatabaseException.class).map(RuntimeException.class::cast).orElse(e);
    }
  }

  /** As {@code tickers 12,000 · dividends 40,000 · splits 5,000 rows read}. */
  private String progress() {
    List<String> parts = new ArrayList<>();
    for (ReferenceTable table : ReferenceTable.values()) {
      parts.add(String.format(Locale.ROOT, "%s %,d", table.tableName(), LiveCounters.rows(table)));
    }
    return String.join(" · ", parts) + " rows read";
  }

  private ReferenceSummary dryRun() {
    err.println("Plan: these lists, page by page, into " + settings.database());
    for (ReferenceList list : settings.lists()) {
      err.printf("  %-16s %s?%s%n", list.name(), list.path(), new TreeMap<>(list.query()));
    }
    return ReferenceSummary.of(ExitCode.DONE, settings, null, Map.of(), seconds());
  }

  private ReferenceSummary summary(Verdict verdict) {
    ExitCode code =
        switch (verdict.outcome()) {
          case ACCEPTED -> ExitCode.DONE;
          case TRY_AGAIN_LATER -> ExitCode.TRY_AGAIN_LATER;
          case REFUSED -> ExitCode.FAILED_REQUESTS;
          case ERROR -> ExitCode.ERROR;
        };
    ReferenceSummary summary = ReferenceSummary.of(code, settings, verdict, api(), seconds());
    Stream.ofNullable(summary.warnings()).flatMap(List::stream).forEach(err::println);
    Stream.ofNullable(summary.error()).forEach(err::println);
    return summary;
  }

  /** The same objects that the workers of this process use, one a key, and so the same counts. */
  private void leaseApis() {
    settings.lists().stream()
        .map(list -> list.key().find())
        .distinct()
        .forEach(key -> apis.add(MarketApi.shared(settings.api(), key)));
  }

  private Map<String, Long> api() {
    Map<String, Long> counts = new LinkedHashMap<>();
    if (Runners.isEmbedded(settings.options())) {
      // On a cluster each worker counts for itself: no figure rather than none of theirs.
      counts.put("requests", apis.stream().mapToLong(api -> api.counters().requests()).sum());
      counts.put("retries", apis.stream().mapToLong(api -> api.counters().retries()).sum());
    }
    counts.put("requestsPerMinute", (long) settings.requestsPerMinute());
    return counts;
  }

  private double seconds() {
    return (clock.millis() - startedAt.toEpochMilli()) / 1000.0;
  }
}
