package dev.barlake.market;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.barlake.lake.Lake;
import dev.barlake.marketapi.Split;
import dev.barlake.marketapi.SplitList;
import dev.barlake.model.ExecutedSplits;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All executed splits of the market, as the lake keeps them in {@code _market/splits.json}: what
 * adjusted bars are computed with.
 */
public final class MarketSplits implements Serializable {
  private static final String PATH = "_market/splits.json";
  private static final String UNREADABLE = "?";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int EPOCH_DIGITS = 16;

  /** By ticker, as {@link ExecutedSplits#toString}; {@code ?} if a row cannot be read. */
  private final TreeMap<String, String> texts;

  private transient Map<String, ExecutedSplits> parsed;
  private transient NavigableMap<LocalDate, String> epochs;

  private MarketSplits(Map<String, String> texts) {
    this.texts = new TreeMap<>(texts);
  }

  /** Those that are executed by a date, in New York. */
  public static MarketSplits of(SplitList list, LocalDate today) {
    Map<String, List<ExecutedSplits.Execution>> byTicker = new TreeMap<>();
    for (Split split : list.splits()) {
      if (!split.executionDate().isAfter(today)) {
        byTicker
            .computeIfAbsent(split.ticker(), ticker -> new ArrayList<>())
            .add(new ExecutedSplits.Execution(split.executionDate(), split.from(), split.to()));
      }
    }
    Map<String, String> texts = new TreeMap<>();
    byTicker.forEach(
        (ticker, executions) -> texts.put(ticker, ExecutedSplits.of(executions).toString()));
    list.unreadable().keySet().forEach(ticker -> texts.put(ticker, UNREADABLE));
    return new MarketSplits(texts);
  }

  static MarketSplits read(Lake lake) {
    return stored(lake)
        .orElseThrow(
            () -> new IllegalStateException("Cannot adjust: %s is missing".formatted(PATH)));
  }

  /** What the lake has; empty if nothing was ever adjusted in it. */
  public static Optional<MarketSplits> stored(Lake lake) {
    return lake.read(PATH).map(bytes -> parse(lake, bytes));
  }

  private static MarketSplits parse(Lake lake, byte[] bytes) {
    try {
      return new MarketSplits(JSON.readValue(bytes, new TypeReference<Map<String, String>>() {}));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + lake.uri(PATH), e);
    }
  }

  /** Splits after a date that a later list lacks, as {@code KO 2026-11-18 1:2}. */
  public List<String> missingIn(MarketSplits later, LocalDate after) {
    List<String> missing = new ArrayList<>();
    parsed()
        .forEach(
            (ticker, splits) -> {
              if (later.isReadable(ticker)) {
                splits.executions().stream()
                    .filter(e -> e.date().isAfter(after) && !later.has(ticker, e))
                    .forEach(e -> missing.add(ticker + " " + e));
              }
            });
    return missing;
  }

  private boolean has(String ticker, ExecutedSplits.Execution execution) {
    ExecutedSplits splits = parsed().get(ticker);
    return splits != null && splits.executions().contains(execution);
  }

  /** Where they are kept. */
  public static String uri(Lake lake) {
    return lake.uri(PATH);
  }

  public void write(Lake lake) {
    try {
      lake.write(PATH, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(texts));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + PATH, e);
    }
  }

  /** Whether a ticker's splits are known. */
  boolean isReadable(String ticker) {
    return !UNREADABLE.equals(texts.get(ticker));
  }

  /** What a raw price of a date is multiplied by. */
  double priceFactor(String ticker, LocalDate date) {
    ExecutedSplits splits = parsed().get(ticker);
    return splits == null ? 1 : splits.priceFactor(date).doubleValue();
  }

  private Map<String, ExecutedSplits> parsed() {
    if (parsed == null) {
      Map<String, ExecutedSplits> all = new HashMap<>();
      texts.forEach(
          (ticker, text) -> ExecutedSplits.parse(text).ifPresent(s -> all.put(ticker, s)));
      parsed = all;
    }
    return parsed;
  }

  /** Names the splits that move bars of a date; two dates without one between share it. */
  public String epoch(LocalDate date) {
    if (epochs == null) {
      epochs = epochs();
    }
    Map.Entry<LocalDate, String> next = epochs.higherEntry(date);
    return next == null ? "none" : next.getValue();
  }

  /** By date of execution, a hash of all splits from then on. */
  private NavigableMap<LocalDate, String> epochs() {
    TreeMap<LocalDate, List<String>> byDate = new TreeMap<>();
    parsed()
        .forEach(
            (ticker, splits) ->
                splits
                    .executions()
                    .forEach(
                        e ->
                            byDate
                                .computeIfAbsent(e.date(), d -> new ArrayList<>())
                                .add(ticker + " " + e)));
    NavigableMap<LocalDate, String> hashes = new TreeMap<>();
    String later = "";
    for (Map.Entry<LocalDate, List<String>> day : byDate.descendingMap().entrySet()) {
      List<String> sorted = day.getValue().stream().sorted().toList();
      later = hash(later + String.join(";", sorted));
      hashes.put(day.getKey(), later);
    }
    return hashes;
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, EPOCH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
