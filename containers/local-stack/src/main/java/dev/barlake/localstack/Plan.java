package dev.barlake.localstack;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** How far back the plan of the key reaches. It may change while the simulator runs. */
final class Plan {
  private volatile Optional<LocalDate> earliest;

  Plan(Optional<LocalDate> earliest) {
    this.earliest = earliest;
  }

  /** The earliest date that the plan has, or none for all of them. */
  void reach(Optional<LocalDate> date) {
    earliest = date;
  }

  /**
   * Where a range begins for this plan: one that begins too early is cut without a word.
   *
   * @throws ApiError 403 if the plan has nothing of it, or if it begins in the future
   */
  Instant within(Instant from, Instant to, ZoneId zone, Instant now) {
    Optional<Instant> first = earliest.map(date -> date.atStartOfDay(zone).toInstant());
    if (first.isEmpty()) {
      return from;
    }
    if (to.isBefore(first.get()) || from.isAfter(now)) {
      throw ApiError.timeframe();
    }
    return from.isBefore(first.get()) ? first.get() : from;
  }
}
