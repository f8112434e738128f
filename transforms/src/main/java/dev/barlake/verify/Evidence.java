package dev.barlake.verify;

import dev.barlake.model.Bars;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one series and date before the tests.
 *
 * @param held what the lake holds of the series in the period
 * @param bars of the date
 * @param over whether the date is over in the series' zone
 * @param wasAsked whether the series' watermark, or an earlier verdict, says that the lake had the
 *     date
 * @param splits of the series' watermark; null if there are none to compare with
 * @param minutes raw minute bars of the ticker from the whole market's file; empty if there is no
 *     file of the date
 * @param day the raw bar of the date from the whole market's file, none if the ticker is not in it;
 *     empty if there is no file of the date
 * @param sibling what bars of another series of the lake say that these are; empty if there is none
 * @param gaps of the session that are not likely
 * @param absence how unlikely it is that the whole date has no bar; empty if it has some, or if
 *     nothing is known
 * @param shares what the date's sums are of the day's bar, as on other dates
 */
record Evidence(
    PeriodBars held,
    LocalDate date,
    Bars bars,
    boolean over,
    boolean wasAsked,
    String splits,
    Optional<Bars> minutes,
    Optional<Bars> day,
    Optional<Bars> sibling,
    List<Gap> gaps,
    Optional<Gap> absence,
    DailyShares shares) {

  /**
   * Whether a witness says nothing of the ticker, since all of its trades are over the counter: the
   * market's files lack those.
   */
  boolean isOtcAndNotIn(Bars witness) {
    if (!witness.isEmpty()) {
      return false;
    }
    for (int row = 0; row < bars.size(); row++) {
      if (!bars.otc(row)) {
        return false;
      }
    }
    return !bars.isEmpty();
  }
}
