package dev.barlake.marketapi;

import dev.barlake.retry.Timing;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * This process's client for an API, living a hundred times as fast: two minutes of patience are
 * over after a little more than a second, with the same attempts and pauses between.
 */
public final class QuickApi {
  private static final int TIMES = 100;

  private QuickApi() {}

  /** Does something while the client is quick; nobody else may have asked for it before. */
  public static <T> T during(MarketApiConfig config, String apiKey, Supplier<T> action) {
    long start = System.nanoTime();
    Timing timing =
        new Timing(
            Clock.systemUTC(),
            () -> (System.nanoTime() - start) * TIMES,
            pause -> Timing.SYSTEM.sleeper().sleep(pause.dividedBy(TIMES)),
            Timing.SYSTEM.random());
    MarketApi api = MarketApi.shared(config, apiKey, timing);
    try {
      return action.get();
    } finally {
      api.release();
    }
  }
}
