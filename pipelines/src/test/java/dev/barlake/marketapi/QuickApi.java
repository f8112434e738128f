package dev.barlake.marketapi;

import dev.barlake.retry.Timing;
import java.time.Clock;

/**
 * While it is open, this process's client for an API lives a hundred times as fast: two minutes of
 * patience are over after a little more than a second, with the same attempts and pauses between.
 */
public final class QuickApi implements AutoCloseable {
  private static final int TIMES = 100;

  private final MarketApi api;

  /** To be made before anybody else asks for the client. */
  public QuickApi(MarketApiConfig config, String apiKey) {
    long start = System.nanoTime();
    Timing timing =
        new Timing(
            Clock.systemUTC(),
            () -> (System.nanoTime() - start) * TIMES,
            pause -> Timing.SYSTEM.sleeper().sleep(pause.dividedBy(TIMES)),
            Timing.SYSTEM.random());
    api = MarketApi.shared(config, apiKey, timing);
  }

  @Override
  public void close() {
    api.release();
  }
}
