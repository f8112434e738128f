package dev.barlake.market;

import dev.barlake.lake.Lake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Puts a date's file into the lake, unless what is there came from the same edition. */
final class StoreDate {
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
    if (before.isPresent() && before.get().eTag().equals(source.eTag())) {
      boolean own = before.get().run().equals(source.run());
      outcome = own ? "written" : "same";
      source = before.get();
      return Optional.empty();
    }
    outcome = "replaced";
    if (source.splits() != null) {
      return Optional.of(file.bytes());
    }
    try {
      difference = Difference.of(stored.get(), file.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot compare " + lake.uri(tree.path(date.date())), e);
    }
    return Optional.of(file.bytes());
  }

  private Optional<SourceRecord> before(byte[] bytes) {
    try (MarketFile stored = new MarketFile(bytes)) {
      return stored.source();
    } catch (IOException | RuntimeException e) {
      throw NoBarsException.failed(
          "lake",
          "%s is damaged or was not written here (%s): delete it and run again"
              .formatted(lake.uri(tree.path(date.date())), e.getMessage()),
          e);
    }
  }
}
