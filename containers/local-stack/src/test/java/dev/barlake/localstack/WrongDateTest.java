package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server whose clock is wrong, as its {@code Date} header shows. */
class WrongDateTest {
  private static final String DAYS = "/v2/aggs/ticker/AAPL/range/1/day/2024-07-29/2024-08-30";
  private final MarketSimulator simulator = MarketSimulator.builder().wrongDates(true).start();
  private final Http http = new Http(simulator);

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void theDateHeaderIsAheadOnceAndThenRightAgain() throws Exception {
    simulator.inject(Injection.of(new Fault.WrongDate(Duration.ofMinutes(7))));

    Http.Answer wrong = http.get(DAYS);
    Http.Answer right = http.get(DAYS);

    assertThat(date(wrong)).isCloseTo(now(7), within(1, ChronoUnit.MINUTES));
    assertThat(date(right)).isCloseTo(now(0), within(1, ChronoUnit.MINUTES));
    assertThat(wrong.body()).hasSameSizeAs(right.body());
    assertThat(wrong.raw().headers().firstValue(DateRelay.OFFSET_HEADER)).isEmpty();
  }

  @Test
  void itComesOnTopOfOtherFaults() throws Exception {
    http.control("POST", "/_stack/faults?fault=WrongDate&offsetSeconds=-600&times=forever");
    simulator.inject(Injection.of(new Fault.ServerError(500)));

    Http.Answer error = http.get(DAYS);

    assertThat(error.status()).isEqualTo(500);
    assertThat(date(error)).isCloseTo(now(-10), within(1, ChronoUnit.MINUTES));
    assertThat(date(http.get(DAYS))).isCloseTo(now(-10), within(1, ChronoUnit.MINUTES));
  }

  @Test
  void bodiesOfAllKindsPassTheRelay() throws Exception {
    simulator.inject(Injection.of(new WalkFault.EndlessPage(Fault.In.BARS, 3_000)));
    simulator.inject(Injection.of(new Fault.CutBody(100)));

    assertThat(http.get(DAYS).json().get("results")).hasSize(3_000);
    assertThatThrownBy(() -> http.get(DAYS)).isInstanceOf(IOException.class);
    assertThat(http.get(DAYS).json().get("results")).hasSize(25);
  }

  @Test
  void aSimulatorWithoutTheRelayRefusesTheFault() {
    try (MarketSimulator plain = MarketSimulator.start()) {
      assertThatThrownBy(
              () -> plain.inject(Injection.of(new Fault.WrongDate(Duration.ofMinutes(7)))))
          .hasMessageContaining("wrongDates");
    }
  }

  private static Instant date(Http.Answer answer) {
    String header = answer.raw().headers().firstValue("Date").orElseThrow();
    return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private static Instant now(int minutesLater) {
    return Instant.now().plus(Duration.ofMinutes(minutesLater));
  }
}
