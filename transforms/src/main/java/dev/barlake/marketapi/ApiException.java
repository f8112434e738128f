package dev.barlake.marketapi;

/** A request that was given up. The API key is in no part of it. */
public class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it. */
  public enum Category {
    /** No request will succeed: a refused key, a moved API, a wrong setting of this machine. */
    FATAL,
    /** This request will never succeed, others may. */
    PERMANENT,
    /** It may succeed later; the client has already tried as often as it may. */
    TRANSIENT
  }

  private final Category category;
  private final String url;
  private final int status;
  private final String requestId;

  ApiException(
      Category category,
      String message,
      String url,
      int status,
      String requestId,
      Throwable cause) {
    super(message, cause);
    this.category = category;
    this.url = url;
    this.status = status;
    this.requestId = requestId;
  }

  public Category category() {
    return category;
  }

  public String url() {
    return url;
  }

  /** The HTTP status, 0 if there was no answer. */
  public int status() {
    return status;
  }

  /** The vendor's name for the request, empty if it gave none. */
  public String requestId() {
    return requestId;
  }
}
