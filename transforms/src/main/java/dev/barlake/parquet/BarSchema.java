package dev.barlake.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of a partition file. */
public final class BarSchema {
  public static final MessageType ALL =
      MessageTypeParser.parseMessageType(
          """
          message bar {
            required binary ticker (STRING);
            required int64 window_start (TIMESTAMP(MICROS,true));
            required double open;
            required double high;
            required double low;
            required double close;
            required double volume;
            optional double vwap;
            optional int64 transactions;
            required boolean otc;
            required int32 trade_date (DATE);
            required int64 fetched_at (TIMESTAMP(MICROS,true));
          }
          """);

  public static final ColumnDescriptor TICKER = column("ticker");
  public static final ColumnDescriptor WINDOW_START = column("window_start");
  public static final ColumnDescriptor OPEN = column("open");
  public static final ColumnDescriptor HIGH = column("high");
  public static final ColumnDescriptor LOW = column("low");
  public static final ColumnDescriptor CLOSE = column("close");
  public static final ColumnDescriptor VOLUME = column("volume");
  public static final ColumnDescriptor VWAP = column("vwap");
  public static final ColumnDescriptor TRANSACTIONS = column("transactions");
  public static final ColumnDescriptor OTC = column("otc");
  public static final ColumnDescriptor TRADE_DATE = column("trade_date");
  public static final ColumnDescriptor FETCHED_AT = column("fetched_at");

  /** What of it is read back: the rest follows from the series. */
  static final MessageType READ =
      new MessageType(
          ALL.getName(),
          ALL.getFields().stream()
              .filter(
                  field ->
                      !field.getName().equals("ticker") && !field.getName().equals("trade_date"))
              .toList());

  private BarSchema() {}

  private static ColumnDescriptor column(String name) {
    return ALL.getColumnDescription(new String[] {name});
  }
}
