package dev.barlake.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockCheckTest {
  private static final Instant HERE = Instant.parse("2026-11-02T12:00:00.123Z");
  private static final Logger LOGGER = Logger.getLogger(ClockCheck.class.getName());

  private final List<String> logged = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final ClockCheck check = new ClockCheck();

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void listenNoMore() {
    LOGGER.removeHandler(handler);
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, 0, 120})
  void twoMinutesAreTheNetworks(long seconds) {
    check.judge("s3.test", HERE.plusSeconds(seconds), HERE);

    assertThat(logged).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-900, -121, 121, 900})
  void moreIsLoggedOnceWithBothTimes(long seconds) {
    Instant there = HERE.plusSeconds(seconds);

    check.judge("s3.test", there, HERE);
    check.judge("s3.test", there, HERE);

    assertThat(logged).hasSize(1);
    assertThat(logged.get(0))
        .contains("2026-11-02T12:00:00Z")
        .contains("s3.test says " + there.minusMillis(123))
        .contains("set the clock");
  }

  @ParameterizedTest
  @ValueSource(longs = {-901, 901, 172_800})
  void moreThanAQuarterOfAnHourIsRefused(long seconds) {
    Instant there = HERE.plusSeconds(seconds);

    assertThatThrownBy(() -> check.judge("s3.test", there, HERE))
        .isInstanceOf(ClockCheck.WrongClockException.class)
        .hasMessageContaining("2026-11-02T12:00:00Z")
        .hasMessageContaining("s3.test says " + there.minusMillis(123));
  }

  @Test
  void aServerOnThisMachineHasItsClock() {
    Instant there = HERE.plus(Duration.ofDays(2));

    assertThatCode(() -> check.judge("127.0.0.1", there, HERE)).doesNotThrowAnyException();
    assertThat(logged).hasSize(1);
  }
}
