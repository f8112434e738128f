package dev.barlake.localstack;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** What goes wrong in the world, as values; see {@link Injection} for where and how often. */
public sealed interface Fault {

  /** 429: the quota is spent. Seen on free and on paid plans; {@code Retry-After} may be absent. */
  record TooManyRequests(Optional<Duration> retryAfter) implements Fault {
    public TooManyRequests() {
      this(Optional.empty());
    }
  }

  /** A 5xx with the vendor's JSON error body: a deployment, an overload. */
  record ServerError(int status) implements Fault {}

  /** 504 with HTML from a proxy in front of the vendor, where a client expects JSON. */
  record HtmlError() implements Fault {}

  /**
   * The connection breaks in the middle of a 200: Content-Length promises the whole body, {@code
   * bytes} of it arrive.
   */
  record CutBody(int bytes) implements Fault {}

  /**
   * The server goes silent until the client gives up or {@link MarketSimulator#release} is called.
   */
  record Stall(Where where) implements Fault {
    /** How much arrives before the silence. */
    public enum Where {
      /** Nothing, not even the status line. */
      BEFORE_HEADERS,
      /** Status, headers and half of the body. */
      IN_BODY
    }
  }

  /** The connection is closed without an answer: a restart of a load balancer. */
  record ClosedSocket() implements Fault {}

  /** Which of the endpoints with pages a fault hits. */
  enum In {
    /** Bars of a range. */
    BARS,
    /** Tickers, splits and dividends. */
    LISTS
  }

  /** {@code next_url} leads to the page it stands on: a client without a guard never ends. */
  record RepeatedPage(In in) implements Fault {
    /** In bars. */
    public RepeatedPage() {
      this(In.BARS);
    }
  }

  /**
   * A page holds another ticker's bars, and says so in {@code ticker} only: a cache mixed up two
   * answers.
   */
  record ForeignPage(String ticker) implements Fault {}

  /** From the second page on {@code adjusted} flips, and so do the data: the cursor forgot it. */
  record AdjustedLost() implements Fault {}

  /**
   * 200 without results although there are bars or rows: happens under load, "retrying usually
   * works".
   */
  record EmptyOk(In in) implements Fault {
    /** In bars. */
    public EmptyOk() {
      this(In.BARS);
    }
  }

  /**
   * A list of tickers, splits or dividends ends too early without a word: the walk that is hit has
   * only this share of its rows, from 0 to 1, and its last page no {@code next_url}.
   */
  record ShortList(double keepShare) implements Fault {
    public ShortList {
      if (!(keepShare >= 0 && keepShare <= 1)) {
        throw new IllegalArgumentException(
            "Cannot keep " + keepShare + " of a list: a share is from 0 to 1");
      }
    }
  }

  /**
   * The answer is older than a late report: the bar of {@code windowStart} has its close and volume
   * times {@code factor}. Later requests see the truth.
   */
  record LateCorrection(Instant windowStart, double factor) implements Fault {}

  /** The page's middle bar comes twice, the second time with close and volume times 1.01. */
  record DuplicateBar() implements Fault {}

  /**
   * Bars before a New York date are silently left out, as if the plan did not reach further back.
   */
  record ClampedRange(LocalDate fromDate) implements Fault {}

  /** 200 with a body that is no JSON. */
  record GarbageBody() implements Fault {}

  /** A bar from long before the range comes first. */
  record OutOfRangeBar() implements Fault {}

  /** {@code resultsCount} and {@code count} say one more than there are results. */
  record WrongCount() implements Fault {}

  /** 403: the plan does not include it. */
  record Forbidden() implements Fault {}

  /** 404 with the vendor's JSON body. */
  record NotFound() implements Fault {}

  /**
   * Whether this kind of fault can happen to a request at all; others are passed over uncounted.
   */
  default boolean canHit(ApiRequest request) {
    if (this instanceof AdjustedLost) {
      return request.isAggregates() && request.page() > 1;
    }
    boolean inLists =
        this instanceof ShortList
            || (this instanceof RepeatedPage repeated && repeated.in == In.LISTS)
            || (this instanceof EmptyOk empty && empty.in == In.LISTS);
    if (inLists) {
      return request.isList();
    }
    boolean inBars =
        this instanceof RepeatedPage
            || this instanceof ForeignPage
            || this instanceof EmptyOk
            || this instanceof LateCorrection
            || this instanceof DuplicateBar
            || this instanceof ClampedRange
            || this instanceof OutOfRangeBar
            || this instanceof WrongCount;
    return !inBars || request.isAggregates();
  }
}
