package dev.barlake.localstack;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A line of a flat file.
 *
 * @param windowStart nanoseconds since the epoch
 * @param text what stands there instead
 */
record FlatRow(
    String ticker,
    BigDecimal volume,
    BigDecimal open,
    BigDecimal close,
    BigDecimal high,
    BigDecimal low,
    long windowStart,
    long transactions,
    Optional<String> text) {

  /** The rows of a file after something went wrong with them. */
  static List<FlatRow> spoil(List<FlatRow> rows, FlatFault fault) {
    List<FlatRow> spoiled = new ArrayList<>(rows);
    if (fault instanceof FlatFault.WrongTimestamps wrong) {
      spoiled.replaceAll(row -> row.later(wrong.offset()));
    } else if (fault instanceof FlatFault.OutOfDayRows more) {
      List<FlatRow> first = rows.subList(0, Math.min(more.count(), rows.size()));
      spoiled.addAll(0, first.stream().map(row -> row.later(Duration.ofDays(-1))).toList());
    } else if (fault instanceof FlatFault.DuplicateRows twice) {
      for (int i = Math.min(twice.count(), rows.size()) - 1; i >= 0; i--) {
        spoiled.add(i + 1, rows.get(i).times(twice.factor()));
      }
    } else if (fault instanceof FlatFault.ReturningTicker returning) {
      List<FlatRow> own = of(rows, returning.ticker());
      List<FlatRow> half = own.subList(own.size() / 2, own.size());
      spoiled.removeAll(half);
      spoiled.addAll(half);
    } else if (fault instanceof FlatFault.MissingTicker missing) {
      spoiled.removeAll(of(rows, missing.ticker()));
    } else if (fault instanceof FlatFault.MalformedRow malformed) {
      spoiled.set(0, rows.get(0).saying(malformed.text()));
    }
    return spoiled;
  }

  private static List<FlatRow> of(List<FlatRow> rows, String ticker) {
    return rows.stream().filter(row -> row.ticker.equals(ticker)).toList();
  }

  private FlatRow later(Duration offset) {
    long start = windowStart + offset.toNanos();
    return new FlatRow(ticker, volume, open, close, high, low, start, transactions, text);
  }

  private FlatRow times(int factor) {
    BigDecimal more = volume.multiply(BigDecimal.valueOf(factor));
    return new FlatRow(ticker, more, open, close, high, low, windowStart, transactions, text);
  }

  private FlatRow saying(String newText) {
    return new FlatRow(
        ticker, volume, open, close, high, low, windowStart, transactions, Optional.of(newText));
  }

  String line(List<String> columns, List<FlatFault> faults) {
    return text.orElseGet(
        () -> columns.stream().map(c -> field(c, faults)).collect(Collectors.joining(",")));
  }

  private String field(String column, List<FlatFault> faults) {
    return switch (column) {
      case "ticker" ->
          faults.contains(new FlatFault.QuotedTickers()) ? "\"" + ticker + "\"" : ticker;
      case "volume" -> volume(faults);
      case "open" -> open.toPlainString();
      case "close" -> close.toPlainString();
      case "high" -> high.toPlainString();
      case "low" -> low.toPlainString();
      case "window_start" -> Long.toString(windowStart);
      case "transactions" -> Long.toString(transactions);
      default -> "";
    };
  }

  private String volume(List<FlatFault> faults) {
    if (faults.contains(new FlatFault.DecimalVolumes())) {
      return volume.setScale(6, RoundingMode.UNNECESSARY).toPlainString();
    }
    if (!faults.contains(new FlatFault.ExponentVolumes())) {
      return volume.toPlainString();
    }
    String digits = volume.unscaledValue().toString();
    int exponent = digits.length() - 1 - volume.scale();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return mantissa
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
