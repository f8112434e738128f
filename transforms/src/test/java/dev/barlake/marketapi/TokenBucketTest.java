package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.retry.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long MINUTE = 60_000_000_000L;

  /** When each of a bucket's takers went, in nanoseconds. */
  private static long take(TokenBucket bucket, FakeTime time) {
    try {
      bucket.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return time.nanos();
  }

  private static void assertNeverMoreInAMinute(List<Long> times, int most) {
    for (int i = most; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - most)).isGreaterThanOrEqualTo(MINUTE);
    }
  }

  /** Callers that are away for up to half a minute each time, or not at all. */
  @Property(tries = 300)
  void noMinuteHasMoreThanTheBudget(
      @ForAll @IntRange(min = 1, max = 400) int budget,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -20_000, max = 30_000) Integer> away) {
    FakeTime time = new FakeTime();
    TokenBucket bucket = new TokenBucket(budget, time.timing());
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 3 * budget + 50; i++) {
      times.add(take(bucket, time));
      time.sleep(Duration.ofMillis(Math.max(0, away.get(i % away.size())) / (1 + i % 7)));
    }
    assertNeverMoreInAMinute(times, budget);
  }

  /** Idle for long, then at full demand: the burst and what follows. */
  @Property(tries = 60)
  void noMinuteAfterARestHasMoreThanTheBudget(
      @ForAll @IntRange(min = 1, max = 20_000) int budget,
      @ForAll @IntRange(min = 0, max = 200_000) int rest) {
    FakeTime time = new FakeTime();
    TokenBucket bucket = new TokenBucket(budget, time.timing());
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < budget; i++) {
      times.add(take(bucket, time));
    }
    time.sleep(Duration.ofMillis(rest));
    for (int i = 0; i < budget + 10; i++) {
      times.add(take(bucket, time));
    }
    assertNeverMoreInAMinute(times, budget);
  }

  @Property(tries = 60)
  void fullDemandGetsNearlyTheWholeBudget(@ForAll @IntRange(min = 1, max = 20_000) int budget) {
    FakeTime time = new FakeTime();
    TokenBucket bucket = new TokenBucket(budget, time.timing());
    int taken = 0;
    while (take(bucket, time) < 10 * MINUTE) {
      taken++;
    }
    assertThat(taken).isBetween((int) Math.ceil(9.7 * budget), 10 * budget);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 59, 60, 61, 119, 120, 6_000})
  void theBurstIsASecondsWorth(int budget) {
    FakeTime time = new FakeTime();
    TokenBucket bucket = new TokenBucket(budget, time.timing());
    int burst = 0;
    while (take(bucket, time) == 0) {
      burst++;
    }
    assertThat(burst).isEqualTo(Math.max(1, budget / 60));
  }

  @Test
  void aPauseHoldsEverybody() {
    FakeTime time = new FakeTime();
    TokenBucket bucket = new TokenBucket(6_000, time.timing());
    bucket.pause(Duration.ofSeconds(30));
    bucket.pause(Duration.ofSeconds(10));
    assertThat(take(bucket, time)).isEqualTo(MINUTE / 2);
  }

  @Test
  void aPauseHoldsAlsoWhoIsAlreadyWaiting() {
    FakeTime time = new FakeTime();
    TokenBucket[] bucket = new TokenBucket[1];
    boolean[] paused = new boolean[1];
    Timing timing =
        new Timing(
            time.timing().clock(),
            time::nanos,
            duration -> {
              if (!paused[0]) {
                paused[0] = true;
                bucket[0].pause(Duration.ofMinutes(1));
              }
              time.sleep(duration);
            },
            () -> 0);
    bucket[0] = new TokenBucket(60, timing);
    take(bucket[0], time);
    assertThat(take(bucket[0], time)).isEqualTo(MINUTE);
  }

  @Test
  void whoCameFirstGoesFirst() throws InterruptedException {
    FakeTime time = new FakeTime();
    Semaphore asleep = new Semaphore(0);
    Semaphore wake = new Semaphore(0);
    ConcurrentLinkedQueue<String> turns = new ConcurrentLinkedQueue<>();
    // Every turn but the very first has to be waited for.
    Timing timing =
        new Timing(
            time.timing().clock(),
            time::nanos,
            duration -> {
              turns.add(Thread.currentThread().getName());
              asleep.release();
              wake.acquire();
              time.sleep(duration);
            },
            () -> 0);
    TokenBucket bucket = new TokenBucket(60, timing);
    take(bucket, time);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      // Each comes again at once, and has to go behind all others.
      Runnable twice =
          () -> {
            take(bucket, time);
            take(bucket, time);
          };
      Thread caller = new Thread(twice, "caller " + i);
      callers.add(caller);
      caller.start();
      if (i == 0) {
        asleep.acquire();
      }
      while (caller.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    wake.release(16);
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(turns)
        .hasSize(16)
        .startsWith(
            "caller 0",
            "caller 1",
            "caller 2",
            "caller 3",
            "caller 4",
            "caller 5",
            "caller 6",
            "caller 7");
  }
}
