package dev.barlake.pipelines;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.lake.Lake;
import dev.barlake.marketapi.MarketApi;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where the tickers of a run come from. Tickers are case-sensitive and taken as they are. */
sealed interface TickerSource {
  /**
   * The tickers, sorted, each once.
   *
   * @param api asked only where the source is the API
   */
  List<String> load(Supplier<MarketApi> api);

  /** Reads {@code --tickers} and what it needs; what is wrong becomes a mistake of the flags. */
  static TickerSource parse(Flags<AggregatesOptions> flags) {
    String tickers = Optional.ofNullable(flags.options().getTickers()).orElse("").strip();
    if (tickers.isEmpty()) {
      flags.mistake("--tickers is missing: AAPL,MSFT or @file or sql:SELECT … or all");
    } else if (tickers.equals("all")) {
      return new Universe();
    } else if (tickers.startsWith("@")) {
      return new Lines(tickers.substring(1), flags.options());
    } else if (tickers.startsWith("sql:")) {
      return new Query(tickers.substring(4), flags.database("--tickers=sql:…"));
    }
    return new Listed(distinct(Arrays.stream(tickers.split(",", -1)), "--tickers", flags::mistake));
  }

  private static List<String> distinct(
      Stream<String> tickers, String where, Consumer<String> mistakes) {
    TreeSet<String> sorted = new TreeSet<>();
    tickers.map(String::strip).filter(ticker -> !ticker.isEmpty()).forEach(sorted::add);
    sorted.stream()
        .filter(ticker -> ticker.chars().anyMatch(c -> c <= ' ' || c == 0x7f))
        .forEach(ticker -> mistakes.accept("%s: '%s' cannot be a ticker".formatted(where, ticker)));
    return List.copyOf(sorted);
  }

  private static List<String> distinct(Stream<String> tickers, String where) {
    List<String> mistakes = new ArrayList<>();
    List<String> distinct = distinct(tickers, where, mistakes::add);
    if (distinct.isEmpty()) {
      mistakes.add(where + " names no ticker");
    }
    if (!mistakes.isEmpty()) {
      throw new BadOptionsException(mistakes);
    }
    return distinct;
  }

  /** Named on the command line. */
  record Listed(List<String> tickers) implements TickerSource {
    @Override
    public List<String> load(Supplier<MarketApi> api) {
      return tickers;
    }
  }

  /** One a line, in a file or an object on S3; # starts a comment. */
  record Lines(String uri, PipelineOptions options) implements TickerSource {
    @Override
    public List<String> load(Supplier<MarketApi> api) {
      String text =
          Lake.text(uri, options)
              .orElseThrow(
                  () ->
                      new BadOptionsException(
                          List.of("--tickers=@%s does not exist".formatted(uri))));
      return distinct(text.lines().map(line -> line.replaceFirst("#.*", "")), "@" + uri);
    }
  }

  /** The first column of a query on the reference database. */
  record Query(String sql, Database database) implements TickerSource {
    @Override
    public List<String> load(Supplier<MarketApi> api) {
      Stream.Builder<String> tickers = Stream.builder();
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          tickers.add(Optional.ofNullable(rows.getString(1)).orElse(""));
        }
      } catch (SQLException e) {
        throw new DatabaseException("Cannot read tickers by %s in %s".formatted(sql, database), e);
      }
      return distinct(tickers.build(), "sql:" + sql);
    }
  }

  /** All stocks that the API lists, the delisted ones too: a survivor's history is a biased one. */
  record Universe() implements TickerSource {
    @Override
    public List<String> load(Supplier<MarketApi> api) {
      return distinct(
          Stream.of(true, false).flatMap(active -> api.get().tickers("stocks", active).stream()),
          "all");
    }
  }
}
