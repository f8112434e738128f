package dev.barlake.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The executed splits of one ticker: what its adjusted prices are computed with. As text they name
 * a {@link SplitEpoch}: {@code 2014-06-09 1:7, 2020-08-31 1:4}, or {@code none}.
 *
 * @param executions by date, each once
 */
public record ExecutedSplits(List<Execution> executions) {
  /** No split at all. */
  public static final ExecutedSplits NONE = new ExecutedSplits(List.of());

  /** A split that is older is applied everywhere, or was never one. */
  public static final int RECENT_DAYS = 7;

  private static final String SEPARATOR = ", ";
  private static final Pattern EXECUTION =
      Pattern.compile("(?<date>\\S+) (?<from>[^:]+):(?<to>.+)");

  /**
   * {@code from} shares became {@code to} shares.
   *
   * @param date exchange-local; prices of this date are on the new scale already
   */
  public record Execution(LocalDate date, BigDecimal from, BigDecimal to) {
    public Execution {
      if (from.signum() <= 0 || to.signum() <= 0) {
        throw new IllegalArgumentException("Cannot split %s shares into %s".formatted(from, to));
      }
      from = from.stripTrailingZeros();
      to = to.stripTrailingZeros();
    }

    @Override
    public String toString() {
      return date + " " + from.toPlainString() + ":" + to.toPlainString();
    }
  }

  /** Sorts them; the vendor repeats some splits under another id, and one is enough. */
  public static ExecutedSplits of(Collection<Execution> executions) {
    return new ExecutedSplits(
        executions.stream()
            .distinct()
            .sorted(Comparator.comparing(Execution::date).thenComparing(Execution::toString))
            .toList());
  }

  /** The splits of a text of {@link #toString}; empty if it is none. */
  public static Optional<ExecutedSplits> parse(String text) {
    if (text.equals(SplitEpoch.NO_SPLITS)) {
      return Optional.of(NONE);
    }
    try {
      return Optional.of(
          of(Arrays.stream(text.split(SEPARATOR, -1)).map(ExecutedSplits::execution).toList()));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Execution execution(String text) {
    Matcher split = EXECUTION.matcher(text);
    if (!split.matches()) {
      throw new IllegalArgumentException("Cannot read the split '%s'".formatted(text));
    }
    return new Execution(
        LocalDate.parse(split.group("date")),
        new BigDecimal(split.group("from")),
        new BigDecimal(split.group("to")));
  }

  /** What a raw price of a trading date is multiplied by to be on this scale. */
  public BigDecimal priceFactor(LocalDate tradeDate) {
    return executions.stream()
        .filter(split -> split.date().isAfter(tradeDate))
        .map(split -> split.from().divide(split.to(), MathContext.DECIMAL64))
        .reduce(BigDecimal.ONE, (a, b) -> a.multiply(b, MathContext.DECIMAL64));
  }

  /** The date of the latest split. */
  public Optional<LocalDate> latest() {
    return executions.isEmpty()
        ? Optional.empty()
        : Optional.of(executions.get(executions.size() - 1).date());
  }

  /** Whether the latest split of a text of {@link #toString} is of the last few days. */
  public static boolean isRecent(String text, LocalDate today) {
    return parse(text)
        .flatMap(ExecutedSplits::latest)
        .filter(date -> date.isAfter(today.minusDays(RECENT_DAYS)))
        .isPresent();
  }

  @Override
  public String toString() {
    return executions.isEmpty()
        ? SplitEpoch.NO_SPLITS
        : executions.stream().map(Execution::toString).collect(Collectors.joining(SEPARATOR));
  }
}
