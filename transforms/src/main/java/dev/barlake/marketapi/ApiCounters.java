package dev.barlake.marketapi;

import java.util.concurrent.atomic.LongAdder;

/** What a client has done since it was made; live, for a progress line. */
public final class ApiCounters {
  private final LongAdder requests = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void sent(boolean retry) {
    requests.increment();
    if (retry) {
      retries.increment();
    }
  }

  void received(long count) {
    bytes.add(count);
  }

  /** Requests sent, retries among them. */
  public long requests() {
    return requests.sum();
  }

  public long retries() {
    return retries.sum();
  }

  /** Bytes of bodies as they came, compressed. */
  public long bytes() {
    return bytes.sum();
  }
}
