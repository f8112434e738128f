package dev.barlake.databricks;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * From the rows of {@code 51_load_rows}, sorted, to rows of {@code gold_days}, each with a null
 * {@code state}, and one row for each listing that has only that.
 */
final class DayFold implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  /** Kinds of rows, in the order in which they come. */
  private static final int WORK = 0;

  private static final int SPLIT = 1;
  private static final int DIVIDEND = 2;

  /** What it makes: the columns of {@code gold_days}, and the state. */
  static StructType schema(SparkSession spark) {
    return spark
        .table("gold_days")
        .schema()
        .asNullable()
        .add("state", spark.table("gold_day_state").schema().asNullable());
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Listings(rows);
  }

  /** One listing at a time is in memory. */
  private static final class Listings implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Deque<Row> out = new ArrayDeque<>();
    private Listing listing;

    Listings(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (out.isEmpty() && rows.hasNext()) {
        Row row = rows.next();
        if (row.<Integer>getAs("kind") == WORK) {
          end();
          listing = new Listing(row, out);
        } else {
          listing.add(row);
        }
      }
      if (out.isEmpty()) {
        end();
      }
      return !out.isEmpty();
    }

    private void end() {
      if (listing != null) {
        listing.end();
        listing = null;
      }
    }

    @Override
    public Row next() {
      return out.remove();
    }
  }

  /** The events and bars of one listing. */
  private static final class Listing {
    private final LocalDate from;
    private final LocalDate known;
    private final Deque<Row> out;
    private final Shares shares = new Shares();
    private final Dividends dividends = new Dividends(shares);
    private final Deque<DayState> states = new ArrayDeque<>();
    private final DayState state;

    Listing(Row work, Deque<Row> out) {
      this.from = date(work, "date");
      this.out = out;
      Row before = work.getAs("state");
      this.state = before == null ? DayState.empty(work.getAs("listing")) : DayState.of(before);
      this.known = before == null ? LocalDate.of(1, 1, 1) : date(before, "until");
      states.add(state.copy());
    }

    void add(Row row) {
      switch (row.<Integer>getAs("kind")) {
        case SPLIT -> shares.add(date(row, "date"), row.getAs("scale"));
        case DIVIDEND -> dividends.add(row);
        default -> bar(row);
      }
    }

    private void bar(Row bar) {
      LocalDate date = date(bar, "date");
      if (date.equals(state.lastDate)) {
        // Of the ticker's other name, or on the other scale: the first one counts.
        return;
      }
      double raw = shares.on(date);
      Double own = bar.getAs("scale");
      boolean adjusted = bar.getAs("adjusted");
      double scale = !adjusted ? raw : own == null ? shares.ofAll() : own;
      double close = bar.<Double>getAs("close") * scale;
      LocalDate previousDate = state.lastDate;
      String previousTicker = state.ticker;
      Double previousClose = state.day == 0 ? null : (Double) state.lastClose();
      Dividends.Paid paid = dividends.paid(previousDate, previousClose, date);
      String ticker = bar.getAs("ticker");
      state.add(
          ticker, date, bar.<Double>getAs("high") * scale, bar.<Double>getAs("low") * scale, close);
      state.dividendScale *= paid.scale();
      state.growthScale *= 1 + paid.cash() / close;
      remember(date);
      if (!date.isBefore(from)) {
        out.add(
            RowFactory.create(
                state.listing,
                ticker,
                Date.valueOf(date),
                bar.<Double>getAs("open"),
                bar.<Double>getAs("high"),
                bar.<Double>getAs("low"),
                bar.<Double>getAs("close"),
                bar.<Double>getAs("volume"),
                bar.<Double>getAs("vwap"),
                scale,
                adjusted,
                bar.getAs("source"),
                raw,
                state.day,
                Date.valueOf(state.firstDate),
                previousDate == null ? null : Date.valueOf(previousDate),
                previousTicker,
                previousClose,
                paid.cash(),
                state.dividendScale,
                state.growthScale,
                paid.problem(),
                scala.jdk.javaapi.CollectionConverters.asScala(paid.rows()).toSeq(),
                DayState.boxed(state.mean(20)),
                DayState.boxed(state.mean(50)),
                DayState.boxed(state.mean(200)),
                DayState.boxed(state.ema12),
                DayState.boxed(state.ema26),
                DayState.boxed(state.rsi()),
                DayState.boxed(state.day < 34 ? Double.NaN : state.macdFast - state.ema26),
                DayState.boxed(state.macdSignal),
                DayState.boxed(state.deviation()),
                DayState.boxed(state.day < 15 ? Double.NaN : state.atr),
                null));
      }
    }

    /** States of the last days, and the newest one before. */
    private void remember(LocalDate date) {
      states.add(state.copy());
      List<DayState> recent = new ArrayList<>(states);
      while (recent.size() > 1 && !after(recent.get(1), date)) {
        recent.remove(0);
        states.removeFirst();
      }
    }

    private static boolean after(DayState state, LocalDate date) {
      return state.lastDate.isAfter(date.minusDays(Days.LOOKBACK_DAYS));
    }

    void end() {
      LocalDate until =
          state.lastDate == null ? known : state.lastDate.minusDays(Days.LOOKBACK_DAYS);
      Object[] row = new Object[34];
      row[33] = states.getFirst().toRow(until.isBefore(known) ? known : until, state);
      out.add(RowFactory.create(row));
    }
  }

  static LocalDate date(Row row, String name) {
    return row.<Date>getAs(name).toLocalDate();
  }
}
