package dev.barlake.aggregates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.localstack.MarketSimulator;
import dev.barlake.marketapi.ApiKey;
import dev.barlake.marketapi.MarketApiConfig;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.Coverage.Fetched;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.model.Timespan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;

/**
 * However a restriction is split, before it is worked off or in the midst of it, its parts together
 * yield what the whole would have: every period once, with the same bars.
 */
class FetchFnSplittingTest {
  private static final LocalDate FROM = LocalDate.of(2023, 9, 12);
  private static final LocalDate TO = LocalDate.of(2024, 4, 18);
  private static final TimeRange EVER = new TimeRange(0, Duration.ofDays(200_000_000).toMillis());

  /** Within a month, before the listing of NEWC and after the delisting of GONE. */
  private static final LocalDate PLAN_REACHES = LocalDate.of(2023, 11, 14);

  private static MarketSimulator market;
  private static MarketSimulator shortPlan;

  private TemporaryLakes lakes;

  @BeforeContainer
  static void startMarkets() {
    market = MarketSimulator.start();
    market.inject(Injection.of(new Fault.Forbidden()).ticker("KO").forever());
    shortPlan = MarketSimulator.builder().planHistory(PLAN_REACHES).start();
  }

  @AfterContainer
  static void closeMarkets() {
    market.close();
    shortPlan.close();
  }

  @BeforeProperty
  void makeDirectory() throws IOException {
    lakes = new TemporaryLakes();
  }

  @AfterProperty
  void deleteDirectory() throws IOException {
    lakes.close();
  }

  /** A part of the lake that is there before the run. */
  private enum Held {
    NOTHING,
    WHOLE,
    FIRST_HALF,
    LAST_HALF,
    ENDS
  }

  @Property
  void theFirstSplitCutsIntoPiecesThatAdjoin(
      @ForAll Timespan timespan,
      @ForAll("tickers") String ticker,
      @ForAll @LongRange(max = 20_000) long from,
      @ForAll @IntRange(max = 500) int length) {
    BarSeries series = new BarSeries(ticker, 1, timespan, false);
    AggregatesRequest request = AggregatesRequest.of(series, EVER, SplitEpoch.NO_SPLITS);
    List<OffsetRange> pieces = new ArrayList<>();
    fetchFn(market, lakes.directory())
        .split(request, new OffsetRange(from, from + length), receiver(pieces::add));
    long position = from;
    for (OffsetRange piece : pieces) {
      assertThat(piece.getFrom()).isEqualTo(position);
      assertThat(piece.getTo() - piece.getFrom()).isBetween(1L, request.periodsPerRequest());
      position = piece.getTo();
    }
    assertThat(position).isEqualTo(from + length);
  }

  @Property(tries = 15)
  void whateverWayItIsSplitEachPeriodComesOnceWithTheSameBars(
      @ForAll("tickers") String ticker,
      @ForAll Set<@IntRange(min = 1, max = 7) Integer> cuts,
      @ForAll("fractions") List<Double> fractions)
      throws IOException {
    assertSplittingChangesNothing(market, ticker, List.of(), cuts, fractions);
  }

  @Property(tries = 15)
  void whateverTheLakeHoldsEachPeriodComesOnceWithTheSameBars(
      @ForAll("tickers") String ticker,
      @ForAll @Size(8) List<Held> held,
      @ForAll Set<@IntRange(min = 1, max = 7) Integer> cuts,
      @ForAll("fractions") List<Double> fractions)
      throws IOException {
    assertSplittingChangesNothing(market, ticker, held, cuts, fractions);
  }

  @Property(tries = 10)
  void whereThePlanDoesNotReachEachPeriodFailsOnceWhateverTheSplit(
      @ForAll @Size(8) List<Held> held,
      @ForAll Set<@IntRange(min = 1, max = 7) Integer> cuts,
      @ForAll("fractions") List<Double> fractions)
      throws IOException {
    assertSplittingChangesNothing(shortPlan, "BRK.B", held, cuts, fractions);
  }

  /** One that always trades, one that rarely does, one that came, one that went, one refused. */
  @Provide
  Arbitrary<String> tickers() {
    return Arbitraries.of("BRK.B", "THIN", "NEWC", "GONE", "KO");
  }

  /** What is tried before each claim and after it; a negative one stands for no split. */
  @Provide
  Arbitrary<List<Double>> fractions() {
    return Arbitraries.oneOf(
            Arbitraries.of(-1.0, 0.0, 0.5, 1.0), Arbitraries.doubles().between(0, 1))
        .list()
        .ofMaxSize(40);
  }

  private void assertSplittingChangesNothing(
      MarketSimulator api,
      String ticker,
      List<Held> held,
      Set<Integer> cuts,
      List<Double> fractions)
      throws IOException {
    BarSeries series = new BarSeries(ticker, 1, Timespan.HOUR, false);
    TimeRange range = new TimeRange(midnight(series, FROM), midnight(series, TO));
    AggregatesRequest request = AggregatesRequest.of(series, range, SplitEpoch.NO_SPLITS);
    Path lake = lakes.next();
    hold(lake, request, held);
    FetchFn fetch = fetchFn(api, lake);
    fetch.setup(PipelineOptionsFactory.create());
    try {
      OffsetRange whole = fetch.initialRestriction(request);
      List<String> once = work(fetch, request, List.of(whole), List.of());
      List<OffsetRange> pieces = new ArrayList<>();
      long position = whole.getFrom();
      for (int cut : cuts.stream().sorted().toList()) {
        pieces.add(new OffsetRange(position, whole.getFrom() + cut));
        position = whole.getFrom() + cut;
      }
      pieces.add(new OffsetRange(position, whole.getTo()));
      assertThat(work(fetch, request, pieces, fractions)).isEqualTo(once);
      assertAccountsForEverything(request, once);
    } finally {
      fetch.teardown();
    }
  }

  /** That the unsplit run, against which the others are held, is right itself. */
  private static void assertAccountsForEverything(AggregatesRequest request, List<String> told) {
    long periods = request.endPeriod() - request.firstPeriod();
    assertThat(periods).isEqualTo(8);
    assertThat(told.stream().filter(line -> !line.contains("skipped")).toList())
        .doesNotHaveDuplicates();
    List<TimeRange> parts =
        told.stream()
            .flatMap(line -> Pattern.compile(" ").splitAsStream(line))
            .filter(word -> word.contains("Z/"))
            .map(FetchFnSplittingTest::range)
            .sorted(Comparator.comparingLong(TimeRange::from))
            .toList();
    long position = request.ranges().get(0).from();
    for (TimeRange part : parts) {
      assertThat(part.from()).as("%s", told).isEqualTo(position);
      position = part.to();
    }
    assertThat(position).isEqualTo(request.ranges().get(0).to());
  }

  private static TimeRange range(String text) {
    int slash = text.indexOf('/');
    return new TimeRange(
        Instant.parse(text.substring(0, slash)).toEpochMilli(),
        Instant.parse(text.substring(slash + 1)).toEpochMilli());
  }

  /** Works off pieces as a runner would, which asks for splits and takes the residuals later. */
  private static List<String> work(
      FetchFn fetch, AggregatesRequest request, List<OffsetRange> pieces, List<Double> fractions) {
    Deque<OffsetRange> waiting = new ArrayDeque<>(pieces);
    Deque<Double> splits = new ArrayDeque<>(fractions);
    List<String> told = new ArrayList<>();
    while (!waiting.isEmpty()) {
      SplitTracker tracker = new SplitTracker(waiting.poll(), splits, waiting::add);
      fetch.process(request, tracker, receivers(told));
      tracker.checkDone();
    }
    return told.stream().sorted().toList();
  }

  /** A tracker that a runner splits just before and just after the claims of its owner. */
  private static final class SplitTracker extends RestrictionTracker<OffsetRange, Long> {
    private final OffsetRangeTracker tracker;
    private final Deque<Double> fractions;
    private final Consumer<OffsetRange> residuals;

    SplitTracker(OffsetRange range, Deque<Double> fractions, Consumer<OffsetRange> residuals) {
      this.tracker = new OffsetRangeTracker(range);
      this.fractions = fractions;
      this.residuals = residuals;
    }

    private void maybeSplit() {
      Double fraction = fractions.poll();
      if (fraction != null && fraction >= 0) {
        SplitResult<OffsetRange> split = tracker.trySplit(fraction);
        if (split != null && split.getResidual().getFrom() < split.getResidual().getTo()) {
          residuals.accept(split.getResidual());
        }
      }
    }

    @Override
    public boolean tryClaim(Long period) {
      maybeSplit();
      boolean claimed = tracker.tryClaim(period);
      maybeSplit();
      return claimed;
    }

    @Override
    public OffsetRange currentRestriction() {
      return tracker.currentRestriction();
    }

    @Override
    public SplitResult<OffsetRange> trySplit(double fraction) {
      return tracker.trySplit(fraction);
    }

    @Override
    public void checkDone() {
      tracker.checkDone();
    }

    @Override
    public IsBounded isBounded() {
      return tracker.isBounded();
    }
  }

  /** Outputs as lines of what must not depend on the split: not when it was fetched. */
  private static MultiOutputReceiver receivers(List<String> told) {
    return new MultiOutputReceiver() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> OutputReceiver<T> get(TupleTag<T> tag) {
        return tag.equals(FetchFn.BLOCKS)
            ? (OutputReceiver<T>)
                FetchFnSplittingTest.<FetchedBlock>receiver(
                    fetched -> told.add(line(fetched.block())))
            : (OutputReceiver<T>)
                FetchFnSplittingTest.<Receipt>receiver(receipt -> told.add(line(receipt)));
      }

      @Override
      public <T> OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private static String line(BarBlock block) {
    List<Fetched> ranges = block.coverage().ranges();
    assertThat(ranges).hasSize(1);
    return "%s block %s %s"
        .formatted(
            block.series().storagePeriod().label(block.period()),
            ranges.get(0).range(),
            block.bars().stream()
                .map(bar -> bar.windowStart() + "=" + bar.close() + "," + bar.volume())
                .toList());
  }

  private static String line(Receipt receipt) {
    String kind =
        receipt instanceof Receipt.Failed failed
            ? "failed %s %d".formatted(failed.category(), failed.status())
            : "skipped";
    return "%s %s %s"
        .formatted(receipt.part().period(), kind, String.join(" ", receipt.part().ranges()));
  }

  private static <T> OutputReceiver<T> receiver(Consumer<T> outputs) {
    return new OutputReceiver<>() {
      @Override
      public void output(T output) {
        outputs.accept(output);
      }

      @Override
      public void outputWithTimestamp(T output, org.joda.time.Instant timestamp) {
        outputs.accept(output);
      }

      @Override
      public OutputBuilder<T> builder(T value) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private static void hold(Path lake, AggregatesRequest request, List<Held> held) {
    try (Lake open = Lake.open(lake.toString(), PipelineOptionsFactory.create())) {
      LongStream.range(0, held.size())
          .forEach(i -> hold(open, request, request.firstPeriod() + i, held.get((int) i)));
    }
  }

  private static void hold(Lake lake, AggregatesRequest request, long period, Held held) {
    TimeRange wanted = request.within(period).get(0);
    long day = Duration.ofDays(1).toMillis();
    // In the midst of a session, where a run of that day would have ended.
    long middle =
        wanted.from()
            + (wanted.to() - wanted.from()) / (2 * day) * day
            + Duration.ofHours(11).toMillis();
    TimeRange first = new TimeRange(wanted.from(), middle);
    TimeRange last = new TimeRange(middle, wanted.to());
    List<TimeRange> ranges =
        switch (held) {
          case NOTHING -> List.of();
          case WHOLE -> List.of(wanted);
          case FIRST_HALF -> List.of(first);
          case LAST_HALF -> List.of(last);
          case ENDS ->
              List.of(
                  new TimeRange(wanted.from(), middle - 2 * day),
                  new TimeRange(middle + 2 * day, wanted.to()));
        };
    for (TimeRange range : ranges) {
      Coverage coverage = Coverage.of(range, System.currentTimeMillis(), "before");
      lake.merge(new BarBlock(request.series(), period, SplitEpoch.RAW, coverage, Bars.NONE));
    }
  }

  private static FetchFn fetchFn(MarketSimulator api, Path lake) {
    return new FetchFn(
        new AggregatesIO.Read.Spec(
            MarketApiConfig.of(URI.create(api.url()), 1_000_000),
            ApiKey.AGGREGATES,
            lake.toString(),
            new Refetch(Refetch.Mode.MISSING, Duration.ZERO, "this", 0)));
  }

  private static long midnight(BarSeries series, LocalDate date) {
    return date.atStartOfDay(series.zone()).toInstant().toEpochMilli();
  }
}
