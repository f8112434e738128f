package dev.barlake.localstack;

import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Late reports, by ticker and start of the minute. */
final class Corrections {
  private final Map<String, NavigableMap<Long, Tape.Correction>> byTicker =
      new ConcurrentHashMap<>();

  void put(String ticker, Instant minuteStart, Tape.Correction correction) {
    byTicker
        .computeIfAbsent(ticker, t -> new ConcurrentSkipListMap<>())
        .put(minuteStart.toEpochMilli(), correction);
  }

  NavigableMap<Long, Tape.Correction> of(String ticker) {
    return byTicker.getOrDefault(ticker, new ConcurrentSkipListMap<>());
  }
}
