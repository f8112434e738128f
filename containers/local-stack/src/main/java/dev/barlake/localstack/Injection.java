package dev.barlake.localstack;

import java.util.function.Predicate;

/**
 * A fault, the requests it hits, and how many of them.
 *
 * @param fault what goes wrong
 * @param where which requests; those the fault cannot happen to are passed over
 * @param times how many requests, {@link #FOREVER} for all
 */
public record Injection(Fault fault, Predicate<ApiRequest> where, int times) {
  public static final int FOREVER = Integer.MAX_VALUE;

  public Injection {
    if (times < 1) {
      throw new IllegalArgumentException("Cannot inject " + fault + " " + times + " times");
    }
  }

  /** Hits the next request, whichever it is. */
  public static Injection of(Fault fault) {
    return new Injection(fault, request -> true, 1);
  }

  public Injection ticker(String ticker) {
    return where(r -> r.ticker().filter(ticker::equals).isPresent());
  }

  /** Only the nth page of a walk, from 1. */
  public Injection page(int page) {
    return where(r -> r.page() == page);
  }

  public Injection pathContaining(String text) {
    return where(r -> r.path().contains(text));
  }

  /** Narrows the requests down further. */
  public Injection where(Predicate<ApiRequest> more) {
    return new Injection(fault, where.and(more), times);
  }

  public Injection times(int newTimes) {
    return new Injection(fault, where, newTimes);
  }

  public Injection forever() {
    return times(FOREVER);
  }
}
