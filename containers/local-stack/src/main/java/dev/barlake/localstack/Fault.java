package dev.barlake.localstack;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What goes wrong in the world, as values; see {@link Injection} for where and how often. Faults of
 * the walk over pages are in {@link WalkFault}, those of single bars in {@link BarFault}, those of
 * rows in lists in {@link ListFault}.
 */
public sealed interface Fault permits Fault.Answer, WalkFault, BarFault, ListFault {

  /** Faults that this file holds: of the connection, the status, or a whole answer. */
  sealed interface Answer extends Fault {}

  /** 429: the quota is spent. Seen on free and on paid plans; {@code Retry-After} may be absent. */
  record TooManyRequests(Optional<Duration> retryAfter) implements Answer {
    public TooManyRequests() {
      this(Optional.empty());
    }
  }

  /**
   * A 5xx with the vendor's JSON error body: a deployment, an overload. A 503 may name the time to
   * wait. With {@link Injection#times} or {@link Injection#forever} it is an outage.
   */
  record ServerError(int status, Optional<Duration> retryAfter) implements Answer {
    /** One that names no time to wait. */
    public ServerError(int status) {
      this(status, Optional.empty());
    }
  }

  /**
   * 301 with the same path and query below another address: the API has moved, or a proxy wants a
   * login first. Field reports: each ticker was put on record and the address was not shown.
   *
   * @param base scheme and host of {@code Location}
   */
  record Moved(String base) implements Answer {}

  /**
   * The {@code Date} header is wrong by this much, positive for a clock that is ahead. Field
   * reports: the machine's clock was two days behind, and a correction was dropped in silence. It
   * comes on top of any other fault. Needs {@link SimulatorBuilder#wrongDates}.
   */
  record WrongDate(Duration offset) implements Answer {}

  /** 504 with HTML from a proxy in front of the vendor, where a client expects JSON. */
  record HtmlError() implements Answer {}

  /**
   * The connection breaks in the middle of a 200: Content-Length promises the whole body, {@code
   * bytes} of it arrive.
   */
  record CutBody(int bytes) implements Answer {}

  /**
   * The server goes silent until the client gives up or {@link MarketSimulator#release} is called.
   */
  record Stall(Where where) implements Answer {
    /** How much arrives before the silence. */
    public enum Where {
      /** Nothing, not even the status line. */
      BEFORE_HEADERS,
      /** Status, headers and half of the body. */
      IN_BODY
    }
  }

  /** The connection is closed without an answer: a restart of a load balancer. */
  record ClosedSocket() implements Answer {}

  /** Which of the endpoints with pages a fault hits. */
  enum In {
    /** Bars of a range. */
    BARS,
    /** Tickers, splits and dividends. */
    LISTS,
    /** All stocks of a day, which has no pages. */
    GROUPED;

    boolean covers(ApiRequest request) {
      return switch (this) {
        case BARS -> request.isAggregates();
        case LISTS -> request.isList();
        case GROUPED -> request.isGrouped();
      };
    }
  }

  /** {@code next_url} leads to the page it stands on: a client without a guard never ends. */
  record RepeatedPage(In in) implements Answer {
    /** In bars. */
    public RepeatedPage() {
      this(In.BARS);
    }
  }

  /**
   * A page holds another ticker's bars, and says so in {@code ticker} only: a cache mixed up two
   * answers.
   */
  record ForeignPage(String ticker) implements Answer {}

  /** From the second page on {@code adjusted} flips, and so do the data: the cursor forgot it. */
  record AdjustedLost() implements Answer {}

  /**
   * 200 without results and without {@code next_url} although there are bars or rows: happens under
   * load, "retrying usually works". On page 2 and later a page that was announced comes empty, and
   * a walk that believes it loses all that follows.
   */
  record EmptyOk(In in) implements Answer {
    /** In bars. */
    public EmptyOk() {
      this(In.BARS);
    }
  }

  /**
   * A list of tickers, splits or dividends ends too early without a word: the walk that is hit has
   * only this share of its rows, from 0 to 1, and its last page no {@code next_url}.
   */
  record ShortList(double keepShare) implements Answer {
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
  record LateCorrection(Instant windowStart, double factor) implements Answer {}

  /**
   * The page's middle bar comes twice, the second time with close and volume times {@code factor};
   * 1 for an exact repetition. Seen in hour and minute bars (issues 92 and 168 of the vendor's
   * tracker).
   */
  record DuplicateBar(double factor) implements Answer {
    /** The second one differs by 1 %. */
    public DuplicateBar() {
      this(1.01);
    }
  }

  /**
   * Bars before a New York date are silently left out, as if the plan did not reach further back.
   */
  record ClampedRange(LocalDate fromDate) implements Answer {}

  /** 200 with a body that is no JSON. */
  record GarbageBody() implements Answer {}

  /** A bar from long before the range comes first. */
  record OutOfRangeBar() implements Answer {}

  /** {@code resultsCount} and {@code count} say one more than there are results. */
  record WrongCount() implements Answer {}

  /** 403: the plan does not include it. */
  record Forbidden() implements Answer {}

  /**
   * 404 with the vendor's JSON body. Passing ones were reported for tickers that exist; the same
   * request works a moment later.
   */
  record NotFound() implements Answer {}

  /**
   * Whether this kind of fault can happen to a request at all; others are passed over uncounted.
   */
  default boolean canHit(ApiRequest request) {
    if (this instanceof AdjustedLost) {
      return request.isAggregates() && request.page() > 1;
    }
    if (this instanceof RepeatedPage repeated) {
      return repeated.in.covers(request);
    }
    if (this instanceof EmptyOk empty) {
      return empty.in.covers(request);
    }
    if (this instanceof ShortList) {
      return request.isList();
    }
    boolean inBars =
        this instanceof ForeignPage
            || this instanceof LateCorrection
            || this instanceof DuplicateBar
            || this instanceof ClampedRange
            || this instanceof OutOfRangeBar
            || this instanceof WrongCount;
    return !inBars || request.isAggregates();
  }
}
