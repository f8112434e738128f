package dev.barlake.localstack;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts requests in a sliding window of real time, whatever the simulator's clock says. */
final class Quota {
  private final int requests;
  private final long windowNanos;
  private final Deque<Long> taken = new ArrayDeque<>();

  /**
   * @param requests allowed in any {@code window}; 0 for no limit
   */
  Quota(int requests, Duration window) {
    this.requests = requests;
    this.windowNanos = window.toNanos();
  }

  /** Takes one request from the quota; false if it is spent. A refused request costs nothing. */
  synchronized boolean take() {
    if (requests == 0) {
      return true;
    }
    long now = System.nanoTime();
    while (!taken.isEmpty() && now - taken.peekFirst() >= windowNanos) {
      taken.removeFirst();
    }
    if (taken.size() >= requests) {
      return false;
    }
    taken.addLast(now);
    return true;
  }
}
