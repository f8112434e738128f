package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is listed, now or in the past, and what changed since the start. */
final class Register {
  private final int universe;
  private final Map<String, Listing> changed = new HashMap<>();
  private final Map<String, Integer> revisions = new HashMap<>();

  /** Delisted before another took the ticker. */
  private final List<Listing> former;

  private List<Listing> sorted = List.of();

  Register(int universe, List<Listing> former) {
    this.universe = universe;
    this.former = new ArrayList<>(former);
  }

  /** The one that has a ticker now or had it last; any generated one, listed or not. */
  synchronized Optional<Listing> find(String ticker) {
    Listing listing = changed.get(ticker);
    return listing != null ? Optional.of(listing) : Listings.find(ticker);
  }

  /** By ticker, of one ticker the latest first. */
  synchronized List<Listing> all() {
    if (sorted.isEmpty()) {
      Map<String, Listing> current = new HashMap<>();
      Stream<Listing> generated = IntStream.rangeClosed(1, universe).mapToObj(Generated::listing);
      Stream.concat(Listings.named().stream(), generated).forEach(l -> current.put(l.ticker(), l));
      current.putAll(changed);
      sorted =
          Stream.concat(current.values().stream(), former.stream())
              .sorted(
                  Comparator.comparing(Listing::ticker)
                      .thenComparing(Listing::listed, Comparator.reverseOrder()))
              .toList();
    }
    return sorted;
  }

  synchronized List<TickerRow> rows(LocalDate today) {
    return all().stream().map(l -> new TickerRow(l, revision(l), today)).toList();
  }

  synchronized void add(Listing listing) {
    find(listing.ticker())
        .filter(l -> all().contains(l))
        .ifPresent(
            l -> {
              if (l.delisted().isEmpty()) {
                throw new IllegalArgumentException(
                    "Cannot list " + l.ticker() + ": it is listed; delist it first");
              }
              former.add(l);
            });
    put(listing);
  }

  synchronized void change(String ticker, UnaryOperator<Listing> change) {
    Listing listing =
        find(ticker)
            .filter(l -> all().contains(l))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot change " + ticker + ": it is not in the lists"));
    put(change.apply(listing));
  }

  private void put(Listing listing) {
    changed.put(listing.ticker(), listing);
    revisions.merge(listing.ticker(), 1, Integer::sum);
    sorted = List.of();
  }

  private int revision(Listing listing) {
    return former.contains(listing) ? 0 : revisions.getOrDefault(listing.ticker(), 0);
  }
}
