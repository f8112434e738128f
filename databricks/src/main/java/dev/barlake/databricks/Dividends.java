package dev.barlake.databricks;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The dividends of a listing by ex-date, in US dollars and on the share basis of its beginning. */
final class Dividends {
  /**
   * What was paid between two bars.
   *
   * @param cash dollars a share
   * @param scale product of 1 / (1 - cash / previous close)
   * @param problem why some of it is left out; null if nothing is
   * @param rows one for each ex-date, as in {@code gold_days.dividends}
   */
  record Paid(double cash, double scale, String problem, List<Row> rows) {}

  private final Shares shares;
  private final Deque<Row> pending = new ArrayDeque<>();

  Dividends(Shares shares) {
    this.shares = shares;
  }

  /** They come by date, after all splits. */
  void add(Row dividend) {
    pending.add(dividend);
  }

  /**
   * Those after the bar before, up to the date of this one. Without a bar before there are none.
   */
  Paid paid(LocalDate previousDate, Double previousClose, LocalDate date) {
    double cash = 0;
    double scale = 1;
    String problem = null;
    List<Row> rows = new ArrayList<>();
    while (!pending.isEmpty() && !exDate(pending.peek()).isAfter(date)) {
      Row dividend = pending.remove();
      if (previousDate == null || !exDate(dividend).isAfter(previousDate)) {
        continue;
      }
      double amount = dividend.<Double>getAs("scale") * basis(dividend);
      String reason = dividend.getAs("problem");
      Double factor = null;
      if (amount >= previousClose) {
        reason = "cash above close";
      } else if (amount > 0) {
        factor = 1 - amount / previousClose;
        cash += amount;
        scale /= factor;
      }
      problem = reason == null ? problem : reason;
      rows.add(
          RowFactory.create(
              Date.valueOf(exDate(dividend)),
              Date.valueOf(previousDate),
              previousClose / shares.on(exDate(dividend)),
              factor,
              reason));
    }
    return new Paid(cash, scale, problem, rows);
  }

  /**
   * Shares of the dividend's basis. If a split has the same date, some companies declare the cash
   * of a new share, some of an old one; the vendor's own adjusted amount says which.
   */
  private double basis(Row dividend) {
    double after = shares.on(exDate(dividend));
    double before = shares.on(exDate(dividend).minusDays(1));
    Double vendors = dividend.getAs("vendor_cash");
    if (vendors == null || before == after) {
      return after;
    }
    double now = shares.on(DayFold.date(dividend, "snapshot_date"));
    double amount = dividend.getAs("scale");
    return Math.abs(amount * before / now - vendors) < Math.abs(amount * after / now - vendors)
        ? before
        : after;
  }

  private static LocalDate exDate(Row dividend) {
    return DayFold.date(dividend, "date");
  }
}
