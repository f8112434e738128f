package dev.barlake.market;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barlake.lake.Lake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the files of a tree came from: in {@code _sources/}, one file a year; and of a file that is
 * not in there, since its run was killed, from its own footer.
 */
public final class Sources {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<TreeMap<String, SourceRecord>> RECORDS =
      new TypeReference<>() {};

  private final Lake lake;
  private final MarketTree tree;
  private final Map<Integer, Map<String, SourceRecord>> years = new HashMap<>();

  public Sources(Lake lake, MarketTree tree) {
    this.lake = lake;
    this.tree = tree;
  }

  /** All dates that have a file. */
  public Set<LocalDate> dates() {
    TreeSet<LocalDate> dates = new TreeSet<>();
    for (String path : lake.list(tree.directory())) {
      tree.date(path).ifPresent(dates::add);
    }
    return dates;
  }

  /** Where a date's file came from; empty if there is no file. */
  public Optional<SourceRecord> of(LocalDate date) {
    SourceRecord recorded = year(date.getYear()).get(date.toString());
    return recorded != null
        ? Optional.of(recorded)
        : lake.footer(tree.path(date)).flatMap(footer -> SourceRecord.of(footer.values()));
  }

  private Map<String, SourceRecord> year(int year) {
    return years.computeIfAbsent(
        year, y -> lake.read(tree.sources(y)).map(this::parse).orElseGet(TreeMap::new));
  }

  private Map<String, SourceRecord> parse(byte[] bytes) {
    try {
      return JSON.readValue(bytes, RECORDS);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read _sources/ of %s: delete it, it is made again from the files"
              .formatted(tree.directory()),
          e);
    }
  }

  /** Notes the sources of the files that receipts report. */
  public void record(List<MarketReceipt> receipts) {
    Map<Integer, Map<String, SourceRecord>> byYear = new TreeMap<>();
    for (MarketReceipt receipt : receipts) {
      if (receipt.source() != null) {
        byYear
            .computeIfAbsent(LocalDate.parse(receipt.date()).getYear(), year -> new TreeMap<>())
            .put(receipt.date(), receipt.source());
      }
    }
    byYear.forEach(this::record);
  }

  private void record(int year, Map<String, SourceRecord> news) {
    lake.change(
        tree.sources(year),
        stored -> {
          Map<String, SourceRecord> records = stored.map(this::parse).orElseGet(TreeMap::new);
          Map<String, SourceRecord> after = new TreeMap<>(records);
          after.putAll(news);
          return after.equals(records) ? Optional.empty() : Optional.of(bytes(after));
        });
  }

  private static byte[] bytes(Map<String, SourceRecord> records) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(records);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write sources", e);
    }
  }
}
