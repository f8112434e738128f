package dev.barlake.pipelines.reference;

import dev.barlake.database.DatabaseException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.Causes;
import dev.barlake.pipelines.cli.ExitCode;
import dev.barlake.pipelines.cli.FlinkDirectory;
import dev.barlake.pipelines.cli.Pace;
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
import java.util.Map;
import java.util.Optional;
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
      describe();
      return ReferenceSummary.of(ExitCode.DONE, settings, null, Map.of(), seconds());
    }
    leaseApis();
    try (Refresh refresh =
        Refresh.begin(settings.database(), settings.lists(), settings.runId(), clock, patience)) {
      // Once the database is there: nothing is asked for that cannot be kept.
      describe();
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
    Pace pace = new Pace();
    ProgressLine line = ProgressLine.start(err, () -> progress(pace));
    try (line) {
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

  /** As {@code tickers 12,000 rows · dividends 40,000 rows · 130 requests (300/min) · …}. */
  private String progress(Pace pace) {
    List<String> parts = new ArrayList<>();
    for (ReferenceTable table : ReferenceTable.values()) {
      parts.add("%s %,d rows".formatted(table.tableName(), LiveCounters.rows(table)));
    }
    Optional<String> waits = Optional.empty();
    if (Runners.isEmbedded(settings.options())) {
      parts.add(pace.requests(apis.stream().mapToLong(a -> a.counters().requests()).sum()));
      waits = apis.stream().flatMap(api -> api.waitingFor().stream()).findFirst();
    }
    return pace.line(waits, parts.toArray(String[]::new));
  }

  /** The plan: before a run as well as in place of one. */
  private void describe() {
    err.printf(
        "Plan: these lists, page by page at %,d requests a minute, into %s%n",
        settings.requestsPerMinute(), settings.database());
    for (ReferenceList list : settings.lists()) {
      err.printf("  %-16s %s%n", list.name(), list.asked());
    }
  }

  private ReferenceSummary summary(Verdict verdict) {
    ExitCode code =
        switch (verdict.outcome()) {
          case ACCEPTED -> ExitCode.DONE;
          case TRY_AGAIN_LATER -> ExitCode.TRY_AGAIN_LATER;
          case REFUSED -> ExitCode.FAILED_REQUESTS;
          case ERROR -> ExitCode.ERROR;
        };
    return ReferenceSummary.of(code, settings, verdict, api(), seconds());
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
