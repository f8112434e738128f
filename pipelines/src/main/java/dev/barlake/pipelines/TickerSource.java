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
import java.util.Set;
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
   * @param api asked only if the source is the API
   * @param known tickers that the lake has; asked for only if the source is the API
   */
  List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known);

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
    public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
      return tickers;
    }
  }

  /** One a line, in a file or an object on S3; # starts a comment. */
  record Lines(String uri, PipelineOptions options) implements TickerSource {
    @Override
    public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
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
    public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
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
    /** By how many percent the list may be without what the lake has, and by how many tickers. */
    private static final int MOST_MISSING_PERCENT = 5;

    private static final int MOST_MISSING = 10;

    /** The list is not believed at its first word if it lacks what the lake has, or is empty. */
    @Override
    public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
      Set<String> listed = list(api.get());
      Set<String> missing = new TreeSet<>(known.get());
      missing.removeAll(listed);
      if (listed.isEmpty() || !missing.isEmpty()) {
        listed.addAll(list(api.get()));
        missing.removeAll(listed);
      }
      int most = Math.max(MOST_MISSING, known.get().size() * MOST_MISSING_PERCENT / 100);
      if (listed.isEmpty() || missing.size() > most) {
        throw new ShrunkListException(
            ("Cannot believe the vendor's list of tickers: asked twice it has %d, and lacks %d of those"
                    + " that the lake has: %s; try again later, or name the tickers")
                .formatted(listed.size(), missing.size(), Names.some(missing)));
      }
      listed.addAll(missing);
      return distinct(listed.stream(), "all");
    }

    private static Set<String> list(MarketApi api) {
      Set<String> tickers = new TreeSet<>(api.tickers("stocks", true));
      tickers.addAll(api.tickers("stocks", false));
      return tickers;
    }
  }
}
