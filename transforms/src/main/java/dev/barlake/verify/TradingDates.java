package dev.barlake.verify;

import dev.barlake.model.BarSeries;
import dev.barlake.model.StoragePeriod;
import java.time.LocalDate;
import java.util.List;

/** The dates of a storage period on which a series' market opens. */
final class TradingDates {
  private TradingDates() {}

  static List<LocalDate> of(BarSeries series, long period) {
    StoragePeriod storage = series.storagePeriod();
    return storage
        .firstDate(period)
        .datesUntil(storage.firstDate(period + 1))
        .filter(series.market()::isTradingDay)
        .toList();
  }
}
