package dev.barlake.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Blocks;
import dev.barlake.lake.Lake;
import dev.barlake.model.Bar;
import dev.barlake.model.BarBlock;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Coverage;
import dev.barlake.model.SplitEpoch;
import dev.barlake.model.Timespan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lake as DuckDB reads it, which shares no line with our reader. */
class OtherReaderTest {
  private static final String START = "2024-01-31T23:55:00-05:00";

  @TempDir private Path directory;

  @BeforeEach
  void write() {
    try (Lake lake = Lake.open(directory.toString(), PipelineOptionsFactory.create())) {
      lake.merge(Blocks.block(0, 3, 10, 1_700_000_000_123L));
      lake.merge(oneBar("BCpC"));
      lake.merge(oneBar("BCPC"));
      lake.merge(Blocks.block(0, 9, Bars.NONE, 2));
      lake.write("_manifests/a.parquet", new byte[] {1});
    }
  }

  private static BarBlock oneBar(String ticker) {
    BarSeries series = new BarSeries(ticker, 5, Timespan.MINUTE, true);
    long start = java.time.OffsetDateTime.parse(START).toInstant().toEpochMilli();
    Bars.Builder bars = new Bars.Builder(1);
    bars.add(new Bar(start, 1.5, 3, -0.0, 2.25, 0.125, Double.NaN, -1, true, 5));
    return new BarBlock(
        series, Blocks.JANUARY, SplitEpoch.RAW, Coverage.of(Blocks.RANGE, 5, "run"), bars.build());
  }

  @Test
  void namesAndTypes() throws SQLException {
    assertThat(query("DESCRIBE SELECT * FROM bars"))
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly(
            "ticker VARCHAR",
            "window_start TIMESTAMP WITH TIME ZONE",
            "open DOUBLE",
            "high DOUBLE",
            "low DOUBLE",
            "close DOUBLE",
            "volume DOUBLE",
            "vwap DOUBLE",
            "transactions BIGINT",
            "otc BOOLEAN",
            "trade_date DATE",
            "fetched_at TIMESTAMP WITH TIME ZONE",
            "adjusted VARCHAR",
            "month VARCHAR",
            "symbol VARCHAR",
            "timespan VARCHAR");
  }

  @Test
  void values() throws SQLException {
    assertThat(
            query(
                "SELECT epoch_ms(window_start), open, high, low, close, volume, vwap, transactions,"
                    + " otc, trade_date::VARCHAR, epoch_us(fetched_at), month, adjusted, timespan"
                    + " FROM bars WHERE ticker = 'BCpC'"))
        .containsExactly(
            java.util.Arrays.asList(
                Instant.parse("2024-02-01T04:55:00Z").toEpochMilli(),
                1.5,
                3.0,
                -0.0,
                2.25,
                0.125,
                null,
                null,
                true,
                "2024-01-31",
                5000L,
                "2024-01",
                "true",
                "5minute"));
    assertThat(
            query(
                "SELECT count(*), sum(close), sum(transactions), max(fetched_at)::VARCHAR FROM bars WHERE ticker = 'AAPL'"))
        .first()
        .satisfies(
            row -> {
              assertThat(row.get(0)).isEqualTo(3L);
              assertThat((Double) row.get(1)).isEqualTo(10 + 10.01 + 10.02);
              assertThat(row.get(2).toString()).isEqualTo("21");
              assertThat(row.get(3).toString()).startsWith("2023-11-14 22:13:20.123");
            });
  }

  @Test
  void pathsDecodeToTickers() throws SQLException {
    assertThat(query("SELECT DISTINCT symbol, ticker FROM bars ORDER BY ticker"))
        .containsExactly(List.of("AAPL", "AAPL"), List.of("BCPC", "BCPC"), List.of("BCpC", "BCpC"));
    assertThat(query("SELECT filename FROM bars WHERE symbol = 'BCpC'"))
        .allSatisfy(
            row -> assertThat(row.get(0).toString()).contains("symbol=BC%70C/month=2024-01"));
  }

  @Test
  void integersAreDeltaCodedAndDoublesArePlain() throws SQLException {
    assertThat(
            query(
                "SELECT DISTINCT path_in_schema, encodings, compression FROM parquet_metadata('"
                    + directory
                    + "/bars/**/symbol=AAPL/*/bars.parquet') ORDER BY 1"))
        .contains(
            List.of("window_start", "DELTA_BINARY_PACKED", "ZSTD"),
            List.of("transactions", "DELTA_BINARY_PACKED", "ZSTD"),
            List.of("trade_date", "DELTA_BINARY_PACKED", "ZSTD"),
            List.of("fetched_at", "DELTA_BINARY_PACKED", "ZSTD"),
            List.of("close", "PLAIN", "ZSTD"));
  }

  /** Readers pass over files and row groups by these: a wrong one hides bars. */
  @Test
  void statisticsSpanAllValues() throws SQLException {
    Bars.Builder bars = new Bars.Builder(0);
    for (int n = 0; n < 45_000; n++) { // three pages, whose extremes are not at their ends
      double price = 50 + (n * 7919L % 45_000) / 1000.0;
      bars.add(
          new Bar(
              Blocks.RANGE.from() + n * 60_000L / 2,
              price + 1,
              price + 2,
              price - 3,
              price,
              n * 104_729L % 45_000 + 0.5,
              price / 2,
              n * 1299709L % 45_000,
              false,
              1_700_000_000_000L + n * 15_485_863L % 45_000));
    }
    try (Lake lake = Lake.open(directory.toString(), PipelineOptionsFactory.create())) {
      lake.merge(
          new BarBlock(
              new BarSeries("STATS", 1, Timespan.MINUTE, true),
              Blocks.JANUARY,
              SplitEpoch.RAW,
              Coverage.of(Blocks.RANGE, 5, "run"),
              bars.build()));
    }
    double last = 50 + 44_999 / 1000.0;
    assertThat(
            query(
                "SELECT path_in_schema, stats_min_value, stats_max_value, stats_null_count FROM"
                    + " parquet_metadata('%s/bars/**/symbol=STATS/*/bars.parquet') ORDER BY"
                        .formatted(directory)
                    + " column_id"))
        .containsExactly(
            List.of("ticker", "STATS", "STATS", 0L),
            List.of("window_start", "2024-01-01 05:00:00+00", "2024-01-16 19:59:30+00", 0L),
            List.of("open", "51.0", String.valueOf(last + 1), 0L),
            List.of("high", "52.0", String.valueOf(last + 2), 0L),
            List.of("low", "47.0", String.valueOf(last - 3), 0L),
            List.of("close", "50.0", String.valueOf(last), 0L),
            List.of("volume", "0.5", "44999.5", 0L),
            List.of("vwap", "25.0", String.valueOf(last / 2), 0L),
            List.of("transactions", "0", "44999", 0L),
            List.of("otc", "false", "false", 0L),
            List.of("trade_date", "2024-01-01", "2024-01-16", 0L),
            List.of("fetched_at", "2023-11-14 22:13:20+00", "2023-11-14 22:14:04.999+00", 0L));
  }

  private List<List<Object>> query(String sql) throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          "CREATE VIEW bars AS SELECT * FROM read_parquet('%s/bars/**/*.parquet', hive_partitioning=true, hive_types_autocast=false)"
              .formatted(directory));
      if (sql.contains("filename")) {
        statement.execute(
            "CREATE OR REPLACE VIEW bars AS SELECT * FROM read_parquet('%s/bars/**/*.parquet', hive_partitioning=true, filename=true)"
                .formatted(directory));
      }
      try (ResultSet rows = statement.executeQuery(sql)) {
        List<List<Object>> result = new ArrayList<>();
        while (rows.next()) {
          List<Object> row = new ArrayList<>();
          for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            row.add(rows.getObject(column));
          }
          result.add(row);
        }
        return result;
      }
    }
  }
}
