package dev.barlake.localstack;

/** What goes wrong between the first page of a walk and its end. */
public sealed interface WalkFault extends Fault {
  /** Which of the endpoints with pages it hits. */
  In in();

  /**
   * An answer stops in the middle and names no next page: it keeps the first share of its bars or
   * rows. A client that believes it takes the silence behind it for "no trade".
   *
   * @param keepShare from 0 to 1; at least one bar or row stays
   */
  record EarlyEnd(In in, double keepShare) implements WalkFault {
    public EarlyEnd {
      if (!(keepShare >= 0 && keepShare <= 1)) {
        throw new IllegalArgumentException(
            "Cannot keep " + keepShare + " of an answer: a share is from 0 to 1");
      }
    }

    /** How many of a number of bars or rows stay. */
    int kept(int count) {
      return Math.min(count, Math.max(1, (int) (count * keepShare)));
    }
  }

  /**
   * A page begins with the last bars or rows of the page before: seen at borders of pages of minute
   * and hour bars, and in lists of tickers. Nothing is lost, so it is no reason to refuse a page.
   *
   * @param count how many, at least 1
   */
  record RepeatedBorder(In in, int count) implements WalkFault {
    public RepeatedBorder {
      if (count < 1) {
        throw new IllegalArgumentException("Cannot repeat " + count + " bars: at least 1");
      }
    }
  }

  /**
   * A page holds exactly the bars or rows of the page before, under its own cursor: a circle that
   * no comparison of cursors finds. Its own bars are missing from the walk.
   */
  record PageBefore(In in) implements WalkFault {}

  /**
   * {@code next_url} leads on to a new cursor each time, and all the pages there are the same.
   * Injected for ever, the walk has no end.
   *
   * @param empty whether the pages are without results; else the first page's come again and again
   */
  record EndlessWalk(In in, boolean empty) implements WalkFault {}

  /**
   * A page has more results than the vendor allows: 50,000 bars, 5,000 rows. The page's own come
   * again until there are {@code results} of them; without any there is nothing to repeat. A client
   * that trusts the limit runs out of memory.
   */
  record EndlessPage(In in, int results) implements WalkFault {
    /** So many that they do not fit into a small heap. */
    public static final int MILLION = 1_000_000;
  }

  @Override
  default boolean canHit(ApiRequest request) {
    boolean needsPageBefore = this instanceof RepeatedBorder || this instanceof PageBefore;
    return in().covers(request) && (!needsPageBefore || request.page() > 1);
  }
}
