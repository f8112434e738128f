package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.barlake.model.ExecutedSplits.Execution;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExecutedSplitsTest {
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);

  @Property
  void aTextIsReadAsItWasWritten(@ForAll("executions") List<Execution> executions) {
    ExecutedSplits splits = ExecutedSplits.of(executions);
    assertThat(ExecutedSplits.parse(splits.toString())).contains(splits);
  }

  @Property
  void neitherOrderNorRepetitionNorTrailingZerosChangeTheText(
      @ForAll("executions") List<Execution> executions, @ForAll long seed) {
    List<Execution> others = new ArrayList<>(executions);
    executions.forEach(
        each ->
            others.add(
                new Execution(
                    each.date(),
                    each.from().setScale(each.from().scale() + 2),
                    each.to().setScale(each.to().scale() + 3))));
    Collections.shuffle(others, new Random(seed));
    assertThat(ExecutedSplits.of(others)).hasToString(ExecutedSplits.of(executions).toString());
  }

  @Property
  void aPriceIsMultipliedByEverySplitAfterItsDate(
      @ForAll("executions") List<Execution> executions) {
    ExecutedSplits splits = ExecutedSplits.of(executions);
    for (int day = -1; day <= 31; day++) {
      double factor = 1;
      for (Execution each : splits.executions()) {
        if (FIRST.plusDays(day).isBefore(each.date())) {
          factor = factor * each.from().doubleValue() / each.to().doubleValue();
        }
      }
      double found = splits.priceFactor(FIRST.plusDays(day)).doubleValue();
      assertThat(found / factor).isCloseTo(1, within(1e-12));
    }
  }

  @Property
  void whatIsNoListOfSplitsIsNone(
      @ForAll("executions") List<Execution> executions, @ForAll("rubbish") String rubbish) {
    String text = ExecutedSplits.of(executions) + ", " + rubbish;
    assertThat(ExecutedSplits.parse(text)).isEmpty();
    assertThat(ExecutedSplits.parse(rubbish)).isEmpty();
  }

  @Example
  void aSeriesWithoutSplitsIsNamedSo() {
    assertThat(ExecutedSplits.NONE).hasToString("none");
    assertThat(ExecutedSplits.parse("none")).contains(ExecutedSplits.NONE);
  }

  @Provide
  Arbitrary<String> rubbish() {
    return Arbitraries.of(
        "",
        " ",
        "2024-01-10",
        "2024-01-10 1:0",
        "2024-01-10 -1:2",
        "2024-02-30 1:2",
        "x 1:2",
        "2024-01-10 1:x",
        "2024-01-10 1:2:3",
        "None");
  }

  @Provide
  Arbitrary<List<Execution>> executions() {
    return all();
  }

  /** Of one January, forward, reverse and odd, sometimes two of one date. */
  static Arbitrary<List<Execution>> all() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 30),
            Arbitraries.of("1", "2", "3", "1.05", "100", "0.5"),
            Arbitraries.of("1", "4", "7", "20", "1000", "1.4"))
        .as(
            (day, from, to) ->
                new Execution(FIRST.plusDays(day), new BigDecimal(from), new BigDecimal(to)))
        .list()
        .ofMaxSize(4);
  }
}
