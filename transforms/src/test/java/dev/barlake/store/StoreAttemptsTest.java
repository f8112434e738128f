package dev.barlake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreAttemptsTest {
  private final StoreUnavailableException fault =
      new StoreUnavailableException("Cannot read a", null);

  private final FakeTime time = new FakeTime();
  private final StoreAttempts attempts = new StoreAttempts(time.timing());

  @Test
  void aFaultIsToldAfterTwoMinutes() {
    AtomicInteger calls = new AtomicInteger();

    assertThatThrownBy(
            () ->
                StoreAttempts.untilAnswered(
                    time.timing(),
                    () -> {
                      calls.incrementAndGet();
                      throw fault;
                    }))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessage("Cannot read a (asked again for 120 s)")
        .hasCause(fault);
    assertThat(time.sleeps().stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(130));
    assertThat(calls).hasValue(time.sleeps().size() + 1);
  }

  @Test
  void anAnswerEndsTheAsking() {
    AtomicInteger calls = new AtomicInteger();

    String answer =
        StoreAttempts.untilAnswered(
            time.timing(),
            () -> {
              if (calls.incrementAndGet() < 4) {
                throw fault;
              }
              return "b";
            });

    assertThat(answer).isEqualTo("b");
    assertThat(time.sleeps()).hasSize(3);
  }

  /** The store has answered in between, so an outage after it is another one. */
  @Test
  void patienceBeginsAnewAfterALostRace() {
    attempts.unavailable(fault);
    time.pass(Duration.ofSeconds(119));
    attempts.lostRace("a");
    time.pass(Duration.ofSeconds(2));

    assertThatCode(() -> attempts.unavailable(fault)).doesNotThrowAnyException();
    time.pass(Duration.ofSeconds(119));
    assertThatCode(() -> attempts.unavailable(fault)).doesNotThrowAnyException();
    time.pass(Duration.ofSeconds(2));
    assertThatThrownBy(() -> attempts.unavailable(fault)).isInstanceOf(StoreException.class);
  }

  @Test
  void pausesAfterLostRacesGrowToASecondAndTheThousandthIsTheLast() {
    for (int race = 0; race < 1000; race++) {
      attempts.lostRace("a");
    }

    assertThat(time.sleeps()).startsWith(Duration.ofMillis(20), Duration.ofMillis(40)).isSorted();
    assertThat(time.sleeps()).last().isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> attempts.lostRace("a"))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageContaining("Cannot write a: other writers were faster 1000 times");
  }

  @Test
  void anInterruptionEndsTheWaiting() {
    Timing interrupted =
        new Timing(
            Clock.systemUTC(),
            () -> 0,
            pause -> {
              throw new InterruptedException();
            },
            () -> 1.0);

    assertThatThrownBy(() -> new StoreAttempts(interrupted).unavailable(fault))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
