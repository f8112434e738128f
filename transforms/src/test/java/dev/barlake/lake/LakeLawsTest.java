package dev.barlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.DailyTruth.Split;
import dev.barlake.lake.FileModel.Answer;
import dev.barlake.lake.FileModel.Scale;
import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.TimeRange;
import dev.barlake.store.FakeTime;
import dev.barlake.store.MemoryStore;
import dev.barlake.store.MemoryStore.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The laws of one partition file, for any sequence of fetches, splits, stale writers, lost races
 * and stores that do not answer. The model is a map of days to bars.
 */
class LakeLawsTest {
  private static final String PATH = Layout.partition(DailyTruth.SERIES, DailyTruth.YEAR);

  /** What happens to a write. */
  private enum Fate {
    FINE,
    REFUSED_ONCE,
    ANSWER_LOST,
    RACE_LOST
  }

  /** What the vendor does before a fetch. */
  private enum News {
    NONE,
    SPLIT,
    WITHDRAWN
  }

  /**
   * A writer's fetch.
   *
   * @param days none: only the scale is lifted
   * @param lag before how many operations it read the splits list and the file's scale
   * @param without one of so many bars is not in the answer; 0: all are
   */
  private record Fetch(int from, int days, int fetchedAt, int revision, int lag, int without) {}

  /** One step of a sequence; the rival writes in between if the race is lost. */
  private record Operation(News news, Split split, Fetch fetch, Fate fate, Fetch rival) {}

  /** What a writer knew when it began. */
  private record Knowledge(List<Split> splits, Optional<Scale> file) {}

  @Property(tries = 1000)
  void theFileIsTheModelWhateverHappens(@ForAll("operations") List<Operation> operations) {
    World world = new World();
    for (Operation operation : operations) {
      world.carryOut(operation);
    }
  }

  @Property(tries = 150)
  void writersOfOneScaleEndInTheSameBarsInAnyOrder(
      @ForAll("operations") List<Operation> before,
      @ForAll("fetches") List<Fetch> fetches,
      @ForAll("splits") Split split,
      @ForAll long seed) {
    World one = new World();
    World other = new World();
    for (Operation operation : before.subList(0, Math.min(4, before.size()))) {
      one.carryOut(operation);
      other.carryOut(operation);
    }
    one.split(split);
    List<Answer> answers = fetches.stream().map(fetch -> one.answer(fetch, one.now())).toList();
    List<Answer> shuffled = new ArrayList<>(answers);
    Collections.shuffle(shuffled, new Random(seed));

    answers.forEach(answer -> one.merge(answer));
    shuffled.forEach(answer -> other.merge(answer));

    Optional<BarBlock> file = one.file();
    assertThat(other.file().map(BarBlock::bars)).isEqualTo(file.map(BarBlock::bars));
    assertThat(other.file().map(each -> each.coverage().spans()))
        .isEqualTo(file.map(each -> each.coverage().spans()));
    assertThat(other.file().map(BarBlock::epoch)).isEqualTo(file.map(BarBlock::epoch));
  }

  /** A lake with one file, the vendor, and the model that they are held against. */
  private static final class World {
    private final MemoryStore store = new MemoryStore();
    private final Lake lake = new Lake(store, new FakeTime().timing());
    private final FileModel model = new FileModel();
    private final List<Split> splits = new ArrayList<>();
    private final List<Knowledge> past = new ArrayList<>();
    private byte[] bytes;
    private Optional<BarBlock> decoded = Optional.empty();

    World() {
      past.add(now());
    }

    void carryOut(Operation operation) {
      if (operation.news() == News.SPLIT) {
        split(operation.split());
      } else if (operation.news() == News.WITHDRAWN && !splits.isEmpty()) {
        splits.remove(splits.size() - 1);
      }
      past.add(now());
      Fetch fetch = operation.fetch();
      Answer answer = answer(fetch, past.get(Math.max(0, past.size() - 1 - fetch.lag())));
      switch (operation.fate()) {
        case FINE -> {}
        case REFUSED_ONCE -> store.expect(new Trouble.Refused());
        case ANSWER_LOST -> store.expect(new Trouble.AnswerLost());
        case RACE_LOST ->
            store.expect(new Trouble.Race(() -> merge(answer(operation.rival(), past.get(0)))));
      }
      merge(answer);
      store.calm();
      if (operation.fate() == Fate.FINE) {
        repeat(answer);
      }
    }

    /** The vendor lists a split; no more than three, so that prices stay above their rounding. */
    void split(Split split) {
      if (splits.size() < 3 && splits.stream().allMatch(other -> other.day() != split.day())) {
        splits.add(split);
      }
    }

    Knowledge now() {
      return new Knowledge(List.copyOf(splits), Optional.ofNullable(model.scale));
    }

    Answer answer(Fetch fetch, Knowledge known) {
      Scale scale =
          known
              .file()
              .map(file -> file.under(known.splits()))
              .orElseGet(() -> new Scale(0, known.splits()));
      int to = Math.min(DailyTruth.DAYS, fetch.from() + fetch.days());
      Map<Integer, Integer> revisions = new TreeMap<>();
      IntStream.range(fetch.from(), to)
          .filter(DailyTruth::trades)
          .filter(day -> fetch.without() == 0 || day % fetch.without() != 0)
          .forEach(day -> revisions.put(day, (fetch.revision() + day) % 3));
      return new Answer(scale, fetch.from(), to, fetch.fetchedAt(), revisions);
    }

    /** Decoded once; the store gives the same array until it is written. */
    Optional<BarBlock> file() {
      byte[] stored = lake.read(PATH).orElse(null);
      if (stored != bytes) {
        bytes = stored;
        decoded = lake.read(DailyTruth.SERIES, DailyTruth.YEAR);
      }
      return decoded;
    }

    /** Merges, and holds the outcome and the file against the model. */
    void merge(Answer answer) {
      BarBlock block = block(answer);
      Optional<byte[]> before = lake.read(PATH);
      int rivals = model.bars.size() + model.covered.size();
      MergeOutcome outcome = lake.merge(block);
      boolean stale = model.scale != null && answer.scale().compareTo(model.scale) < 0;
      if (outcome instanceof MergeResult result) {
        receiptIsTrue(result, block);
        if (!stale) {
          model.merge(answer);
        }
      } else {
        assertThat(stale || isUnproven(answer))
            .as("only a writer whose scale is earlier or unproven is refused: %s", outcome)
            .isTrue();
      }
      if (stale && rivals == model.bars.size() + model.covered.size()) {
        assertThat(lake.read(PATH)).as("a refused write leaves every byte").isEqualTo(before);
      }
      fileIsTheModel();
    }

    /** A later scale under the same splits, which no day that both have can show. */
    private boolean isUnproven(Answer answer) {
      return model.scale != null
          && DailyTruth.name(answer.scale().splits()).equals(DailyTruth.name(model.scale.splits()))
          && answer.scale().revision() > model.scale.revision()
          && !answer.revisions().isEmpty()
          && Collections.disjoint(answer.revisions().keySet(), model.bars.keySet());
    }

    private void receiptIsTrue(MergeResult result, BarBlock block) {
      assertThat(result.coverage().covers(block.coverage())).isTrue();
      assertThat(result.epoch().splits()).isEqualTo(block.epoch().splits());
      assertThat(result.version())
          .isEqualTo(lake.version(DailyTruth.SERIES, DailyTruth.YEAR).orElse(MergeResult.NO_FILE));
    }

    /**
     * Of a footer whose oldest ranges were joined nobody can tell whether it has a fetch already,
     * so it may be written again; its bars and days stay the same.
     */
    private void repeat(Answer answer) {
      Optional<byte[]> before = lake.read(PATH);
      boolean joined = file().filter(file -> file.coverage().ranges().size() >= 8).isPresent();
      MergeOutcome again = lake.merge(block(answer));
      if (joined) {
        fileIsTheModel();
      } else {
        assertThat(lake.read(PATH)).as("repeating changes no byte").isEqualTo(before);
      }
      if (again instanceof MergeResult result) {
        assertThat(result.written() && !joined).as("repeating writes nothing").isFalse();
        assertThat(result.counts().bars()).isEqualTo(Bars.NONE);
      }
    }

    private void fileIsTheModel() {
      if (model.scale == null) {
        assertThat(file()).isEmpty();
        return;
      }
      BarBlock file = file().orElseThrow();
      assertThat(file.epoch())
          .isEqualTo(new SplitEpoch(model.scale.revision(), DailyTruth.name(model.scale.splits())));
      assertThat(days(file.coverage().spans())).as("covered days").isEqualTo(model.covered);
      assertThat(days(file.coverage().rescaledRanges())).as("marked").isEqualTo(model.marked);
      assertThat(file.bars().stream().map(bar -> DailyTruth.day(bar.windowStart())))
          .as("days with bars")
          .containsExactlyElementsOf(model.bars.keySet());
      assertThat(file.bars().stream().filter(bar -> !isTrue(bar)))
          .as("bars that are not on the scale of %s", model.scale)
          .isEmpty();
    }

    private boolean isTrue(Bar bar) {
      int day = DailyTruth.day(bar.windowStart());
      FileModel.Held held = model.bars.get(day);
      Bar truth = DailyTruth.exact(day, held.revision(), model.scale.splits(), held.fetchedAt());
      double near = model.tolerance(day);
      return Math.abs(bar.open() - truth.open()) <= near
          && Math.abs(bar.high() - truth.high()) <= near
          && Math.abs(bar.low() - truth.low()) <= near
          && Math.abs(bar.close() - truth.close()) <= near
          && Math.abs(bar.vwap() - truth.vwap()) <= near
          && Math.abs(bar.volume() / truth.volume() - 1) <= 1e-9
          && bar.transactions() == truth.transactions()
          && bar.fetchedAt() == truth.fetchedAt();
    }

    private static BarBlock block(Answer answer) {
      Bars.Builder bars = new Bars.Builder(0);
      answer
          .revisions()
          .forEach(
              (day, revision) ->
                  bars.add(
                      DailyTruth.sent(day, revision, answer.scale().splits(), answer.fetchedAt())));
      TimeRange range =
          new TimeRange(DailyTruth.start(answer.from()), DailyTruth.start(answer.to()));
      return new BarBlock(
          DailyTruth.SERIES,
          DailyTruth.YEAR,
          new SplitEpoch(answer.scale().revision(), DailyTruth.name(answer.scale().splits())),
          Coverage.of(range, answer.fetchedAt(), "run " + answer.fetchedAt()),
          bars.build());
    }

    private static Set<Integer> days(List<TimeRange> ranges) {
      Set<Integer> days = new TreeSet<>();
      for (TimeRange range : ranges) {
        for (int day = DailyTruth.day(range.from()); DailyTruth.start(day) < range.to(); day++) {
          days.add(day);
        }
      }
      return days;
    }
  }

  @Provide
  Arbitrary<List<Operation>> operations() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(12, News.NONE), Tuple.of(4, News.SPLIT), Tuple.of(1, News.WITHDRAWN)),
            splits(),
            fetch(),
            Arbitraries.frequency(
                Tuple.of(6, Fate.FINE),
                Tuple.of(1, Fate.REFUSED_ONCE),
                Tuple.of(1, Fate.ANSWER_LOST),
                Tuple.of(2, Fate.RACE_LOST)),
            fetch())
        .as(Operation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<Fetch>> fetches() {
    return fetch()
        .map(each -> new Fetch(each.from(), each.days(), each.fetchedAt(), each.revision(), 0, 0))
        .list()
        .ofMinSize(2)
        .ofMaxSize(4);
  }

  @Provide
  Arbitrary<Split> splits() {
    return Combinators.combine(
            Arbitraries.integers().between(1, DailyTruth.DAYS + 5),
            Arbitraries.of(1, 3),
            Arbitraries.of(2, 4, 7))
        .as(Split::new);
  }

  private static Arbitrary<Fetch> fetch() {
    return Combinators.combine(
            Arbitraries.integers().between(0, DailyTruth.DAYS - 1),
            Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(0)),
                Tuple.of(6, Arbitraries.integers().between(1, 12)),
                Tuple.of(1, Arbitraries.just(DailyTruth.DAYS))),
            Arbitraries.integers().between(1, 9),
            Arbitraries.integers().between(0, 2),
            Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(1, 1), Tuple.of(1, 3)),
            Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(1, 4)))
        .as(Fetch::new);
  }
}
