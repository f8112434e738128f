package dev.barlake.verify;

import dev.barlake.lake.Lake;
import dev.barlake.market.DateBars;
import dev.barlake.market.MarketTree;
import dev.barlake.market.Sources;
import dev.barlake.store.DamagedFileException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One kind of files of the whole market, as a witness of series. */
final class Witness {
  private static final Logger LOG = LoggerFactory.getLogger(Witness.class);
  private static final int EDITION = 12;

  private final Lake lake;
  private final MarketTree tree;
  private final Sources sources;
  private final Map<LocalDate, String> editions = new HashMap<>();
  private Set<LocalDate> dates;

  /**
   * @param window {@code 1minute} or {@code 1day}; the raw bars of it
   */
  Witness(Lake lake, String window) {
    this.lake = lake;
    this.tree = new MarketTree(window, false);
    this.sources = new Sources(lake, tree);
  }

  /** Names the file of a date and its edition; empty if there is none. */
  String edition(LocalDate date) {
    if (dates == null) {
      dates = sources.dates();
    }
    return dates.contains(date) ? editions.computeIfAbsent(date, this::read) : "";
  }

  private String read(LocalDate date) {
    try {
      return sources
          .of(date)
          .map(source -> source.eTag().replaceAll("[^0-9A-Za-z+-]", ""))
          .map(tag -> "market/%s@%s".formatted(tree.window(), shortened(tag)))
          .orElse("");
    } catch (DamagedFileException e) {
      LOG.warn("No witness: {}", e.getMessage());
      return "market/%s@damaged".formatted(tree.window());
    }
  }

  private static String shortened(String tag) {
    return tag.substring(0, Math.min(EDITION, tag.length()));
  }

  /**
   * The bars of a date; empty if there is no file that can be read. One that cannot has an edition
   * of its own from then on, so that its verdicts are made again when it is mended.
   */
  Optional<DateBars> open(LocalDate date) {
    try {
      return edition(date).isEmpty() ? Optional.empty() : DateBars.open(lake, tree, date);
    } catch (DamagedFileException e) {
      LOG.warn("No witness: {}", e.getMessage());
      editions.put(date, "market/%s@damaged".formatted(tree.window()));
      return Optional.empty();
    }
  }
}
