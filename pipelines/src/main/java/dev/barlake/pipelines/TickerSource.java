package dev.barlake.pipelines;

import dev.barlake.marketapi.MarketApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;

/** Where the tickers of a run come from. Tickers are case-sensitive and taken as they are. */
sealed interface TickerSource {
  /**
   * The tickers, sorted, each once.
   *
   * @param api asked only where the source is the API
   */
  List<String> load(Supplier<MarketApi> api);

  /** Reads {@code --tickers} and what it needs; adds what is wrong to {@code mistakes}. */
  static TickerSource parse(
      AggregatesOptions options, Map<String, String> environment, List<String> mistakes) {
    String tickers = Optional.ofNullable(options.getTickers()).orElse("").strip();
    if (tickers.isEmpty()) {
      mistakes.add("--tickers is missing: AAPL,MSFT or @file or sql:SELECT … or all");
    } else if (tickers.equals("all")) {
      return new Universe();
    } else if (tickers.startsWith("@")) {
      return new Lines(tickers.substring(1));
    } else if (tickers.startsWith("sql:")) {
      return Query.parse(tickers.substring(4), options, environment, mistakes);
    }
    return new Listed(distinct(Arrays.stream(tickers.split(",", -1)), "--tickers", mistakes));
  }

  private static List<String> distinct(
      Stream<String> tickers, String where, List<String> mistakes) {
    TreeSet<String> sorted = new TreeSet<>();
    tickers.map(String::strip).filter(ticker -> !ticker.isEmpty()).forEach(sorted::add);
    sorted.stream()
        .filter(ticker -> ticker.chars().anyMatch(c -> c <= ' ' || c == 0x7f))
        .forEach(ticker -> mistakes.add("%s: '%s' cannot be a ticker".formatted(where, ticker)));
    return List.copyOf(sorted);
  }

  private static List<String> distinct(Stream<String> tickers, String where) {
    List<String> mistakes = new ArrayList<>();
    List<String> distinct = distinct(tickers, where, mistakes);
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

  /** One a line, in a file or object that Beam's file systems can read; # starts a comment. */
  record Lines(String uri) implements TickerSource {
    @Override
    public List<String> load(Supplier<MarketApi> api) {
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  Channels.newInputStream(
                      FileSystems.open(FileSystems.matchNewResource(uri, false))),
                  StandardCharsets.UTF_8))) {
        return distinct(reader.lines().map(line -> line.replaceFirst("#.*", "")), "@" + uri);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read the tickers in " + uri, e);
      }
    }
  }

  /** The first column of a query on the reference database. */
  record Query(String sql, String jdbcUrl, String user, String password) implements TickerSource {
    static Query parse(
        String sql,
        AggregatesOptions options,
        Map<String, String> environment,
        List<String> mistakes) {
      String host = environment.get("RDS_DATABASE_HOST");
      String url =
          Optional.ofNullable(options.getJdbcUrl())
              .orElseGet(() -> host == null ? "" : urlOf(host, environment));
      String user =
          Optional.ofNullable(options.getJdbcUser())
              .orElse(environment.getOrDefault("RDS_DATABASE_USER", ""));
      String password = environment.getOrDefault("RDS_DATABASE_PASSWORD", "");
      if (url.toLowerCase(Locale.ROOT).contains("password")) {
        mistakes.add("--jdbcUrl must hold no password: it comes from RDS_DATABASE_PASSWORD");
      }
      if (url.isEmpty()) {
        mistakes.add("--tickers=sql:… needs --jdbcUrl, or RDS_DATABASE_HOST in the environment");
      }
      if (user.isEmpty() || password.isEmpty()) {
        mistakes.add(
            "--tickers=sql:… needs --jdbcUser (or RDS_DATABASE_USER) and RDS_DATABASE_PASSWORD");
      }
      return new Query(sql, url, user, password);
    }

    private static String urlOf(String host, Map<String, String> environment) {
      return "jdbc:mysql://%s:%s/%s"
          .formatted(
              host,
              environment.getOrDefault("RDS_DATABASE_PORT", "3306"),
              environment.getOrDefault("RDS_DATABASE_DBNAME", ""));
    }

    @Override
    public List<String> load(Supplier<MarketApi> api) {
      Stream.Builder<String> tickers = Stream.builder();
      try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          tickers.add(Optional.ofNullable(rows.getString(1)).orElse(""));
        }
      } catch (SQLException e) {
        throw new IllegalStateException(
            "Cannot read tickers from %s as %s by %s: %s"
                .formatted(jdbcUrl, user, sql, e.getMessage()),
            e);
      }
      return distinct(tickers.build(), "sql:" + sql);
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "sql:" + sql;
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
