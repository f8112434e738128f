package dev.barlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StoragePeriodTest {
  @Property
  void everyDateLiesInThePeriodThatItsNumberNames(
      @ForAll StoragePeriod period, @ForAll @LongRange(min = -20_000, max = 60_000) long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    long number = period.numberOf(date);
    assertThat(period.firstDate(number)).isBeforeOrEqualTo(date);
    assertThat(period.firstDate(number + 1)).isAfter(date);
  }

  @Property
  void labelsAndNumbersAreInverses(
      @ForAll StoragePeriod period, @ForAll @LongRange(min = 0, max = 100) long number) {
    assertThat(period.parse(period.label(number))).isEqualTo(number);
  }

  @Property
  void periodsAdjoinWhateverTheClocksDo(
      @ForAll StoragePeriod period, @ForAll @LongRange(min = 0, max = 600) long number) {
    ZoneId newYork = ZoneId.of("America/New_York");
    assertThat(period.range(number, newYork).to())
        .isEqualTo(period.range(number + 1, newYork).from());
  }

  @Test
  void labelsReadAsDates() {
    assertThat(StoragePeriod.MONTH.label(StoragePeriod.MONTH.numberOf(LocalDate.of(2024, 3, 31))))
        .isEqualTo("2024-03");
    assertThat(StoragePeriod.YEAR.label(StoragePeriod.YEAR.numberOf(LocalDate.of(1999, 12, 31))))
        .isEqualTo("1999");
    assertThat(StoragePeriod.DAY.label(StoragePeriod.DAY.numberOf(LocalDate.of(2024, 2, 29))))
        .isEqualTo("2024-02-29");
  }
}
