package dev.barlake.marketapi;

/** Why an attempt failed; it decides whether there is another one. */
enum Fault {
  /** No request will succeed: a refused key, a moved API, a wrong setting of this machine. */
  FATAL,
  /** This request will never succeed. */
  REFUSED,
  /** There is no such thing, it says: asked a second time, since that has been seen to pass. */
  MISSING,
  /** Too many requests in this minute. */
  QUOTA,
  /** No answer, or one that says that the server does not work, or a piece of one. */
  OUTAGE,
  /** JSON with a fault: the server works, but this request has no answer from it yet. */
  GARBLED,
  /** A whole answer that is not what was asked for. */
  DOUBT
}
