package dev.barlake.verify;

import dev.barlake.model.BarSeries;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What one step of a verification looks at: one storage period of some series of one window.
 *
 * @param window as {@code 5minute}
 * @param period the storage period's number
 * @param targets in the order of their tickers' bytes
 * @param answered until when the vendor answered again for a series and date, epoch ms, by {@link
 *     #key}: what a heal learnt, also if no file changed by it
 */
public record VerifyTask(
    String window, long period, List<Target> targets, Map<String, Long> answered)
    implements Serializable {

  /**
   * One series within the period.
   *
   * @param from the first date to look at
   * @param to the last date to look at
   * @param isFirst whether the lake has no earlier period of the series
   * @param fromCoverage whether dates before the first that the file covers are none of its affair:
   *     the series begins there, and nobody named an earlier one
   * @param toCoverage the same of dates after the last
   * @param sibling another series of the lake whose bars this one's should follow from; or null
   * @param splits of the series' watermark; null if there is none, or if it does not say
   * @param extracted the series' watermark, epoch ms: before it all was asked for, since the first
   *     date that the lake has; the smallest number if there is none
   */
  public record Target(
      BarSeries series,
      LocalDate from,
      LocalDate to,
      boolean isFirst,
      boolean fromCoverage,
      boolean toCoverage,
      BarSeries sibling,
      String splits,
      long extracted)
      implements Serializable {}

  /** Names a series of the window and a date. */
  public static String key(BarSeries series, LocalDate date) {
    return series + " " + date;
  }
}
