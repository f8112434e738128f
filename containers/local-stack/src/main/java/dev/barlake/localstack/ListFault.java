package dev.barlake.localstack;

import java.util.Set;

/** What is wrong with single rows of a list of tickers, splits or dividends. */
public sealed interface ListFault extends Fault {

  /**
   * A list is short by some rows, without a word: those of a ticker, or the one with an id. Issues
   * 5 and 272 of the vendor's tracker miss thousands.
   *
   * @param names tickers and ids
   */
  record MissingRows(Set<String> names) implements ListFault {
    public MissingRows {
      names = Set.copyOf(names);
    }
  }

  /** Some rows have a senseless value in a field; the other rows are as they should be. */
  sealed interface OddValue extends ListFault {
    /** Tickers and ids of the rows; none for the first row of the page. */
    Set<String> names();

    /** As the vendor writes it. */
    String field();

    /** The value as JSON. */
    String json();
  }

  /** A split without sense. Field reports: one such row ended every run, for all tickers. */
  record OddSplit(Set<String> names, Kind kind) implements OddValue {
    public OddSplit {
      names = Set.copyOf(names);
    }

    /** What is senseless about it. */
    public enum Kind {
      /** {@code split_to} is null, which the schema allows. */
      NULL_RATIO("split_to", "null"),
      /** {@code split_to} is 0. */
      ZERO_RATIO("split_to", "0"),
      /** {@code execution_date} is a date that no calendar has. */
      BAD_DATE("execution_date", "\"2024-02-30\"");

      private final String field;
      private final String json;

      Kind(String field, String json) {
        this.field = field;
        this.json = json;
      }
    }

    @Override
    public String field() {
      return kind.field;
    }

    @Override
    public String json() {
      return kind.json;
    }
  }

  /**
   * A field that has no value says so in an odd way. Field reports: one {@code 0000-00-00} in half
   * a million rows kept all tables old.
   */
  record NullSpelling(Set<String> names, String field, Spelling spelling) implements OddValue {
    public NullSpelling {
      names = Set.copyOf(names);
    }

    /** Ways to say "none" that were seen. */
    public enum Spelling {
      /** An empty text. */
      EMPTY("\"\""),
      /** {@code 0000-00-00}, as MySQL writes it. */
      ZERO_DATE("\"0000-00-00\""),
      /** {@code 0001-01-01}, as .NET and Go write it. */
      FIRST_DATE("\"0001-01-01\""),
      /** The JSON null. */
      NULL("null");

      private final String json;

      Spelling(String json) {
        this.json = json;
      }
    }

    @Override
    public String json() {
      return spelling.json;
    }
  }

  @Override
  default boolean canHit(ApiRequest request) {
    return request.isList() && (!(this instanceof OddSplit) || request.path().endsWith("/splits"));
  }
}
