package dev.barlake.marketapi;

import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;

/**
 * Time for a known number of callers that run side by side: it passes only while all of them sleep,
 * and then jumps to the one who wakes first.
 */
final class VirtualTime {
  private final PriorityQueue<Sleeper> sleepers = new PriorityQueue<>();
  private int awake;
  private long nanos;

  private record Sleeper(long until, CountDownLatch wake) implements Comparable<Sleeper> {
    @Override
    public int compareTo(Sleeper other) {
      return Long.compare(until, other.until);
    }
  }

  VirtualTime(int callers) {
    awake = callers;
  }

  synchronized long nanos() {
    return nanos;
  }

  /** A caller has ended. */
  synchronized void left() {
    awake--;
    wakeNext();
  }

  private void sleep(Duration duration) throws InterruptedException {
    Sleeper sleeper;
    synchronized (this) {
      sleeper = new Sleeper(nanos + duration.toNanos(), new CountDownLatch(1));
      sleepers.add(sleeper);
      awake--;
      wakeNext();
    }
    sleeper.wake().await();
  }

  private void wakeNext() {
    if (awake == 0 && !sleepers.isEmpty()) {
      Sleeper first = sleepers.remove();
      nanos = Math.max(nanos, first.until());
      awake++;
      first.wake().countDown();
    }
  }

  Timing timing() {
    return new Timing(
        Clock.fixed(FakeTime.NOW, ZoneOffset.UTC), this::nanos, this::sleep, () -> 0.5);
  }
}
