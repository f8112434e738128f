package dev.barlake.verify;

import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Windows of a regular session that have no bar.
 *
 * @param start of the first window, epoch ms
 * @param end of the last window, epoch ms
 * @param log10 of the chance that they are empty though nothing is missing, by the ticker's own
 *     history
 */
public record Gap(long start, long end, double log10) implements Serializable {
  private static final String SEPARATOR = " ";

  /** As {@code 2026-01-05T15:03:00Z/2026-01-05T15:04:00Z:-12.3}. */
  @Override
  public String toString() {
    return "%s/%s:%s"
        .formatted(
            Instant.ofEpochMilli(start),
            Instant.ofEpochMilli(end),
            String.format(Locale.ROOT, "%.1f", log10));
  }

  /** Several of them in one text. */
  static String text(List<Gap> gaps) {
    return gaps.stream().map(Gap::toString).collect(Collectors.joining(SEPARATOR));
  }

  /** The gaps of a text of {@link #text}. */
  static List<Gap> parse(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(SEPARATOR)).map(Gap::parseOne).toList();
  }

  private static Gap parseOne(String text) {
    int slash = text.indexOf('/');
    int colon = text.lastIndexOf(':');
    return new Gap(
        Instant.parse(text.substring(0, slash)).toEpochMilli(),
        Instant.parse(text.substring(slash + 1, colon)).toEpochMilli(),
        Double.parseDouble(text.substring(colon + 1)));
  }
}
