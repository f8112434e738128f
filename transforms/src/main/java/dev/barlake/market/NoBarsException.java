package dev.barlake.market;

/** A date of which a source has no bars, or none that can be believed. */
final class NoBarsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String outcome;
  private final String category;

  private NoBarsException(String outcome, String category, String message, Throwable cause) {
    super(message, cause);
    this.outcome = outcome;
    this.category = category;
  }

  /** The source has not published it yet. */
  static NoBarsException pending(String message, Throwable cause) {
    return new NoBarsException("pending", null, message, cause);
  }

  static NoBarsException failed(String category, String message, Throwable cause) {
    return new NoBarsException("failed", category, message, cause);
  }

  MarketReceipt receipt(MarketTree tree, MarketDate date) {
    return MarketReceipt.not(outcome, tree, date.date().toString(), category, getMessage());
  }
}
