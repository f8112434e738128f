package dev.barlake.pipelines.aggregates;

import dev.barlake.database.Database;
import dev.barlake.database.DatabaseException;
import dev.barlake.marketapi.MarketApi;
import dev.barlake.pipelines.cli.BadOptionsException;
import dev.barlake.pipelines.cli.Flags;
import dev.barlake.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where the tickers of a run come from. */
public sealed interface TickerSource
    permits TickerSource.Listed, TickerSource.Lines, TickerSource.Query, Universe {
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
      flags.require(
          flags.isRefused("--tickers"),
          "--tickers is missing: AAPL,MSFT or @file or sql:SELECT … or all");
    } else if (tickers.equals("all")) {
      return new Universe();
    } else if (tickers.startsWith("sql:")) {
      return new Query(tickers.substring(4), flags.database("--tickers=sql:…"));
    }
    return named(flags, tickers);
  }

  /** Tickers that are named, in the flag's text or in a file. */
  static TickerSource named(Flags<?> flags, String tickers) {
    if (tickers.startsWith("@")) {
      Lines lines = new Lines(tickers.substring(1).strip(), flags::beam);
      lines.fault().ifPresent(fault -> flags.mistake("--tickers=%s %s".formatted(tickers, fault)));
      return lines;
    }
    TickerText listed = TickerText.of(Arrays.stream(tickers.split(",", -1)));
    listed.mistakes("--tickers").forEach(flags::mistake);
    if (!tickers.isEmpty() && listed.tickers().isEmpty() && listed.others().isEmpty()) {
      flags.mistake("--tickers=%s names no ticker".formatted(tickers));
    }
    return new Listed(listed.tickers());
  }

  /** Named on the command line. */
  record Listed(List<String> tickers) implements TickerSource {
    @Override
    public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
      return tickers;
    }
  }

  /** One a line, in a file or an object on S3. */
  record Lines(String uri, Supplier<? extends PipelineOptions> options) implements TickerSource {
    /** # starts a comment at a line's start or after space; it may also end a ticker. */
    private static final Pattern COMMENT = Pattern.compile("(?<!\\S)#.*");

    /** Why it cannot be a list; empty if it may be one. */
    Optional<String> fault() {
      if (uri.isEmpty()) {
        return Optional.of("names no file: @path-or-uri");
      }
      if (uri.contains("://")) {
        return uri.startsWith("s3://") || uri.startsWith("file://")
            ? Optional.empty()
            : Optional.of("cannot be read: only s3:// and files can");
      }
      return Files.isDirectory(Path.of(uri))
          ? Optional.of("is a directory, not a file with one ticker a line")
          : Optional.empty();
    }

    @Override
    public List<String> load(Supplier<MarketApi> api, Supplier<Set<String>> known) {
      String text = Stores.text(uri, options.get()).orElseThrow(() -> refused("does not exist"));
      if (text.indexOf('\0') >= 0 || text.indexOf('\uFFFD') >= 0) {
        throw refused("is no text in UTF-8 with one ticker a line");
      }
      return TickerText.of(text.lines().map(line -> COMMENT.matcher(line).replaceFirst("")))
          .require("@" + uri);
    }

    private BadOptionsException refused(String why) {
      return new BadOptionsException(List.of("--tickers=@%s %s".formatted(uri, why)));
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
      return TickerText.of(tickers.build()).require("sql:" + sql);
    }
  }
}
