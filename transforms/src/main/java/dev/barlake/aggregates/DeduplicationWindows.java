package dev.barlake.aggregates;

import dev.barlake.model.StoragePeriod;
import java.time.ZoneId;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.CalendarWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.DateTimeZone;
import org.joda.time.Duration;

/**
 * Groups blocks by series within calendar windows that are the storage periods: one key in one
 * window is one partition file, and what meets here is merged before it is written.
 *
 * <p>A window fires for every block that arrives, so that a file is written moments after it was
 * fetched and a crash in hour nine of a backfill loses moments, not nine hours. It never closes:
 * allowed lateness has no practical end, so no runner may drop a block as late. Merging into the
 * file makes it irrelevant in how many panes the blocks of a window come.
 */
final class DeduplicationWindows
    extends PTransform<PCollection<FetchedBlock>, PCollection<KV<String, Iterable<FetchedBlock>>>> {
  private static final Duration WITHOUT_END = Duration.standardDays(200 * 365);

  private final StoragePeriod period;
  private final ZoneId zone;

  private DeduplicationWindows(StoragePeriod period, ZoneId zone) {
    this.period = period;
    this.zone = zone;
  }

  /** Windows of the storage period, DST-correct in the exchange's zone. */
  static DeduplicationWindows of(StoragePeriod period, ZoneId zone) {
    return new DeduplicationWindows(period, zone);
  }

  @Override
  public PCollection<KV<String, Iterable<FetchedBlock>>> expand(PCollection<FetchedBlock> blocks) {
    return blocks
        .apply(
            "Window",
            Window.<FetchedBlock>into(windows())
                .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
                .withOnTimeBehavior(Window.OnTimeBehavior.FIRE_IF_NON_EMPTY)
                .discardingFiredPanes()
                .withAllowedLateness(WITHOUT_END))
        .apply("BySeries", WithKeys.of(fetched -> fetched.block().series().toString()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), FetchedBlockCoder.of()))
        .apply("Group", GroupByKey.create());
  }

  private WindowFn<Object, IntervalWindow> windows() {
    DateTimeZone joda = DateTimeZone.forID(zone.getId().equals("Z") ? "UTC" : zone.getId());
    return switch (period) {
      case DAY -> CalendarWindows.days(1).withTimeZone(joda);
      case MONTH -> CalendarWindows.months(1).withTimeZone(joda);
      case YEAR -> CalendarWindows.years(1).withTimeZone(joda);
    };
  }
}
