package dev.barlake.marketapi;

/** One attempt that failed, with the error it becomes if it was the last one. */
final class FailedAttempt extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final ApiException error;

  /**
   * Makes one.
   *
   * @param why what happened, without the URL
   */
  FailedAttempt(Fault fault, String why, ApiException error) {
    // The error has the stack trace.
    super(why, null, false, false);
    this.fault = fault;
    this.error = error;
  }

  String why() {
    return getMessage();
  }

  Fault fault() {
    return fault;
  }

  ApiException error() {
    return error;
  }
}
