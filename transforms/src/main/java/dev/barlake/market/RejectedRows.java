package dev.barlake.market;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Rows of a file that are no bars of its date: how many, and the first few by name. */
final class RejectedRows {
  private static final int SHOWN = 5;
  private static final int LONGEST_LINE = 80;

  private long rows;
  private long rejected;
  private final List<String> first = new ArrayList<>();

  /** One more row, good or not. */
  void count() {
    rows++;
  }

  void noBar(long line, String text, String why) {
    String shown = text.substring(0, Math.min(LONGEST_LINE, text.length()));
    reject("line %d (%s): %s".formatted(line, shown, why));
  }

  void outOfDay(long line, byte[] ticker, long micros) {
    if (first.size() < SHOWN) {
      Instant start = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
      String name = new String(ticker, StandardCharsets.UTF_8);
      reject("line %d (%s): %s is of another day".formatted(line, name, start));
    } else {
      rejected++;
    }
  }

  private void reject(String what) {
    rejected++;
    if (first.size() < SHOWN) {
      first.add(what);
    }
  }

  /** All rows so far, rejected ones too. */
  long rows() {
    return rows;
  }

  long rejected() {
    return rejected;
  }

  List<String> first() {
    return List.copyOf(first);
  }
}
