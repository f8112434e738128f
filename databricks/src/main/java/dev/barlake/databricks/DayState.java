package dev.barlake.databricks;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What the next bar of a listing goes on from: its indicators and the shares that reinvested
 * dividends have made. All prices are on the share basis of the listing's beginning.
 *
 * <p>Indicators are as TA-Lib defines them: exponential means begin with the mean of their first
 * values, RSI and ATR are Wilder's, and both means of MACD begin at bar 26.
 */
final class DayState implements Cloneable {
  static final int LONGEST = 200;

  final String listing;
  int day;
  LocalDate firstDate;
  LocalDate lastDate;
  String ticker;

  /** All closes since the state was read, and up to 199 before. */
  List<Double> closes = new ArrayList<>();

  private int closesOfThis;
  double ema12 = Double.NaN;
  double ema26 = Double.NaN;
  double macdFast = Double.NaN;
  private double macdSum;
  double macdSignal = Double.NaN;

  /** Sums until bar 15, means from then on. */
  double averageGain;

  double averageLoss;
  double atr;

  double dividendScale = 1;
  double growthScale = 1;

  private DayState(String listing) {
    this.listing = listing;
  }

  static DayState empty(String listing) {
    return new DayState(listing);
  }

  /** Of a row of {@code gold_day_state}. */
  static DayState of(Row row) {
    DayState state = new DayState(row.getAs("listing"));
    state.day = row.getAs("day");
    state.firstDate = date(row.getAs("first_date"));
    state.lastDate = date(row.getAs("last_date"));
    state.ticker = row.getAs("ticker");
    state.closes = new ArrayList<>(row.<Double>getList(row.fieldIndex("closes")));
    state.closesOfThis = state.closes.size();
    state.ema12 = number(row, "ema_12");
    state.ema26 = number(row, "ema_26");
    state.macdFast = number(row, "macd_fast");
    state.macdSum = row.getAs("macd_sum");
    state.macdSignal = number(row, "macd_signal");
    state.averageGain = row.getAs("average_gain");
    state.averageLoss = row.getAs("average_loss");
    state.atr = row.getAs("atr_14");
    state.dividendScale = row.getAs("dividend_scale");
    state.growthScale = row.getAs("growth_scale");
    return state;
  }

  /**
   * A row of {@code gold_day_state}.
   *
   * @param until no bar up to this date is missing in the state
   * @param latest the state after the listing's last bar
   */
  Row toRow(LocalDate until, DayState latest) {
    List<Double> last =
        List.copyOf(closes.subList(Math.max(0, closesOfThis - LONGEST + 1), closesOfThis));
    return RowFactory.create(
        listing,
        Date.valueOf(until),
        day,
        firstDate == null ? null : Date.valueOf(firstDate),
        lastDate == null ? null : Date.valueOf(lastDate),
        ticker,
        scala.jdk.javaapi.CollectionConverters.asScala(last).toSeq(),
        boxed(ema12),
        boxed(ema26),
        boxed(macdFast),
        macdSum,
        boxed(macdSignal),
        averageGain,
        averageLoss,
        atr,
        dividendScale,
        growthScale,
        latest.dividendScale,
        latest.growthScale);
  }

  Row toRow(LocalDate until) {
    return toRow(until, this);
  }

  /** As it is now; later bars do not change it. */
  DayState copy() {
    try {
      return (DayState) clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  double lastClose() {
    return closes.get(closesOfThis - 1);
  }

  /** Takes the next bar. */
  void add(String newTicker, LocalDate date, double high, double low, double close) {
    day++;
    if (day == 1) {
      firstDate = date;
    } else {
      move(high, low, close, lastClose());
    }
    closes.add(close);
    closesOfThis = closes.size();
    lastDate = date;
    ticker = newTicker;
    ema12 = next(ema12, 12, 12, close);
    ema26 = next(ema26, 26, 26, close);
    macdFast = next(macdFast, 12, 26, close);
    if (day >= 26 && day <= 34) {
      macdSum += macdFast - ema26;
    }
    if (day == 34) {
      macdSignal = macdSum / 9;
    } else if (day > 34) {
      macdSignal += 2.0 / 10 * (macdFast - ema26 - macdSignal);
    }
  }

  /** Moves begin with the second bar. */
  private void move(double high, double low, double close, double previous) {
    averageGain = wilder(averageGain, Math.max(close - previous, 0));
    averageLoss = wilder(averageLoss, Math.max(previous - close, 0));
    atr = wilder(atr, Math.max(high, previous) - Math.min(low, previous));
  }

  private double wilder(double average, double value) {
    if (day > 15) {
      return (average * 13 + value) / 14;
    }
    return day == 15 ? (average + value) / 14 : average + value;
  }

  private double next(double mean, int n, int firstDay, double close) {
    if (day < firstDay) {
      return Double.NaN;
    }
    return day == firstDay ? mean(n) : mean + 2.0 / (n + 1) * (close - mean);
  }

  /** Of the last {@code n} closes; NaN if there are fewer. */
  double mean(int n) {
    if (day < n) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = closesOfThis - n; i < closesOfThis; i++) {
      sum += closes.get(i);
    }
    return sum / n;
  }

  /** Of the population, of the last 20 closes. */
  double deviation() {
    double mean = mean(20);
    double sum = 0;
    for (int i = Math.max(0, closesOfThis - 20); i < closesOfThis; i++) {
      sum += (closes.get(i) - mean) * (closes.get(i) - mean);
    }
    return Math.sqrt(sum / 20);
  }

  /** NaN if nothing moved. */
  double rsi() {
    return day < 15 ? Double.NaN : 100 * averageGain / (averageGain + averageLoss);
  }

  static Double boxed(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static double number(Row row, String name) {
    Double value = row.getAs(name);
    return value == null ? Double.NaN : value;
  }

  private static LocalDate date(Date date) {
    return date == null ? null : date.toLocalDate();
  }
}
