package dev.barlake.market;

import dev.barlake.lake.Lake;
import java.io.IOException;
import java.util.Optional;

/** Puts a date's file into the lake, unless what is there came from the same edition. */
final class StoreDate {
  /** One bar in so many may be gone from a new edition. */
  private static final long MOST_GONE = 10;

  private final Lake lake;
  private final MarketTree tree;
  private final MarketDate date;
  private final DateFile file;
  private String outcome;
  private SourceRecord source;
  private Difference difference;

  StoreDate(Lake lake, MarketTree tree, MarketDate date, DateFile file) {
    this.lake = lake;
    this.tree = tree;
    this.date = date;
    this.file = file;
  }

  MarketReceipt run() {
    String path = tree.path(date.date());
    outcome = "written";
    source = file.source();
    boolean computed = source.splits() != null;
    if (!date.isNew() || !lake.createUnseen(path, file.bytes())) {
      lake.change(path, this::next);
    }
    return MarketReceipt.held(computed ? "derived" : outcome, tree, source, difference);
  }

  private Optional<byte[]> next(Optional<byte[]> stored) {
    outcome = "written";
    source = file.source();
    difference = null;
    if (stored.isEmpty()) {
      return Optional.of(file.bytes());
    }
    Optional<SourceRecord> before = before(stored.get());
    if (before.isPresent() && stays(before.get())) {
      boolean own = before.get().run().equals(source.run());
      outcome = own ? "written" : "same";
      source = before.get();
      return Optional.empty();
    }
    outcome = "replaced";
    if (source.splits() != null) {
      return Optional.of(file.bytes());
    }
    difference = difference(stored.get());
    requireBars(difference, before);
    return Optional.of(file.bytes());
  }

  /** Whether what another run stored is this edition, a later one, or from the other source. */
  private boolean stays(SourceRecord before) {
    if (before.isSameEdition(source.eTag(), source.length())) {
      return true;
    }
    if (source.splits() != null) {
      return false;
    }
    return before.isAnswer() == source.isAnswer() ? source.isBefore(before) : date.isNew();
  }

  private Difference difference(byte[] stored) {
    try {
      return Difference.of(stored, file.bytes());
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  /** Bars that are gone are believed at the second word, and if they are few. */
  private void requireBars(Difference difference, Optional<SourceRecord> before) {
    long gone = difference.vanished();
    long were = before.map(SourceRecord::rows).orElse(gone);
    if (gone == 0 || (date.isAgain() && gone <= were / MOST_GONE)) {
      return;
    }
    throw NoBarsException.failed(
        "fewer",
        "%s lacks %,d of the %,d bars that the lake has of %s, first %s%s; the file stays, and to take what came delete it and run again"
            .formatted(
                source.key(),
                gone,
                were,
                source.date(),
                difference.first().get(0),
                date.isAgain() ? "; it was asked twice" : ""),
        null);
  }

  private Optional<SourceRecord> before(byte[] bytes) {
    try (MarketFile stored = new MarketFile(bytes)) {
      return stored.source();
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private NoBarsException damaged(Exception e) {
    return NoBarsException.failed(
        "lake",
        "%s is damaged or was not written here (%s): delete it and run again"
            .formatted(lake.uri(tree.path(date.date())), e.getMessage()),
        e);
  }
}
