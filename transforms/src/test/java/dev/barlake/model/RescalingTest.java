package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.model.ExecutedSplits.Execution;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RescalingTest {
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
  private static final BarSeries DAYS = new BarSeries("KO", 1, Timespan.DAY, true);
  private static final Bars BARS = bars();

  @Property
  void toTheSameScaleIsNoWay(@ForAll("executions") List<Execution> executions) {
    Rescaling stay = between(executions, executions);
    assertThat(stay.changesAnything()).isFalse();
    assertThat(stay.apply(BARS, DAYS)).isEqualTo(BARS);
    assertThat(stay.settledFrom()).isEqualTo(LocalDate.MIN);
  }

  @Property
  void thereAndBackIsWhereItBegan(
      @ForAll("executions") List<Execution> a, @ForAll("executions") List<Execution> b) {
    Bars there = between(a, b).apply(BARS, DAYS);
    assertSame(between(b, a).apply(there, DAYS), BARS);
  }

  @Property
  void twoStepsAreOne(
      @ForAll("executions") List<Execution> a,
      @ForAll("executions") List<Execution> b,
      @ForAll("executions") List<Execution> c) {
    Bars steps = between(b, c).apply(between(a, b).apply(BARS, DAYS), DAYS);
    assertSame(steps, between(a, c).apply(BARS, DAYS));
  }

  @Property
  void pricesGoByTheSplitsAndVolumesTheOtherWay(@ForAll("executions") List<Execution> executions) {
    Bars scaled = between(List.of(), executions).apply(BARS, DAYS);
    for (int row = 0; row < BARS.size(); row++) {
      double factor = 1;
      for (Execution split : ExecutedSplits.of(executions).executions()) {
        if (FIRST.plusDays(row).isBefore(split.date())) {
          factor = factor * split.from().doubleValue() / split.to().doubleValue();
        }
      }
      assertThat(scaled.close(row) / (BARS.close(row) * factor)).isCloseTo(1, within(1e-8));
      assertThat(scaled.volume(row) * factor / BARS.volume(row)).isCloseTo(1, within(1e-8));
    }
  }

  @Property
  void fromTheSettledDateOnNothingChanges(
      @ForAll("executions") List<Execution> a, @ForAll("executions") List<Execution> b) {
    Rescaling way = between(a, b);
    LocalDate settled = way.settledFrom();
    LocalDate last = FIRST.plusYears(1);
    assertThat(way.changes(settled.equals(LocalDate.MIN) ? FIRST : settled, last)).isFalse();
    assertThat(way.changesAnything()).isEqualTo(!settled.equals(LocalDate.MIN));
  }

  /** What is marked lies before the settled date; the covered instants stay. */
  @Property
  void coverageIsMarkedUpToTheSettledDate(
      @ForAll("executions") List<Execution> a, @ForAll("executions") List<Execution> b) {
    Rescaling way = between(a, b);
    TimeRange january = new TimeRange(start(0), start(31));
    Coverage marked = way.apply(Coverage.of(january, 5, "run"), DAYS);

    assertThat(marked.spans()).containsExactly(january);
    for (int day = 0; day < 31; day++) {
      long start = start(day);
      assertThat(marked.rescaledRanges().stream().anyMatch(range -> range.contains(start)))
          .isEqualTo(FIRST.plusDays(day).isBefore(way.settledFrom()));
    }
  }

  @Example
  void anEpochThatNamesNoSplitsHasNoWay() {
    assertThat(Rescaling.between("written by hand", "none")).isEmpty();
    assertThat(Rescaling.between("none", "written by hand")).isEmpty();
  }

  private static Rescaling between(List<Execution> from, List<Execution> to) {
    return Rescaling.between(ExecutedSplits.of(from).toString(), ExecutedSplits.of(to).toString())
        .orElseThrow();
  }

  private static void assertSame(Bars found, Bars expected) {
    assertThat(found.size()).isEqualTo(expected.size());
    for (int row = 0; row < found.size(); row++) {
      assertThat(found.windowStart(row)).isEqualTo(expected.windowStart(row));
      assertThat(found.open(row) / expected.open(row)).isCloseTo(1, within(1e-8));
      assertThat(found.high(row) / expected.high(row)).isCloseTo(1, within(1e-8));
      assertThat(found.low(row) / expected.low(row)).isCloseTo(1, within(1e-8));
      assertThat(found.close(row) / expected.close(row)).isCloseTo(1, within(1e-8));
      assertThat(found.vwap(row) / expected.vwap(row)).isCloseTo(1, within(1e-8));
      assertThat(found.volume(row) / expected.volume(row)).isCloseTo(1, within(1e-8));
      assertThat(found.transactions(row)).isEqualTo(expected.transactions(row));
      assertThat(found.fetchedAt(row)).isEqualTo(expected.fetchedAt(row));
    }
  }

  /** A bar for each day of a January, none like another. */
  private static Bars bars() {
    Bars.Builder bars = new Bars.Builder(0);
    for (int day = 0; day < 31; day++) {
      double price = 100 + day;
      bars.add(
          new Bar(
              start(day),
              price,
              price + 2,
              price - 2,
              price + 1,
              5000 + day,
              price + 0.5,
              9 + day,
              false,
              7 + day));
    }
    return bars.build();
  }

  private static long start(int day) {
    return FIRST.plusDays(day).atStartOfDay(DAYS.zone()).toInstant().toEpochMilli();
  }

  @Provide
  Arbitrary<List<Execution>> executions() {
    return ExecutedSplitsTest.all();
  }
}
