package dev.barlake.market;

import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A flat file, or a list of them, that cannot be had. The credentials are in no part of it. */
public final class FlatFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Set<String> OF_CREDENTIALS =
      Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken");

  /** What a caller can do about it. */
  public enum Kind {
    /** No request will succeed: the credentials are refused. */
    CREDENTIALS,
    /** 403: this object cannot be read; why, only its listing can say. */
    REFUSED,
    /** 404. */
    MISSING,
    /** Asking again later may help. */
    TRANSIENT,
    /** Anything else. */
    OTHER
  }

  private final Kind kind;

  private FlatFileException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static FlatFileException of(SdkException e, String uri) {
    String cannot = "Cannot read %s: ".formatted(uri);
    if (!(e instanceof S3Exception refused)) {
      return new FlatFileException(
          Kind.TRANSIENT, "%sit does not answer: %s".formatted(cannot, e.getMessage()), e);
    }
    String code = refused.awsErrorDetails() == null ? "" : refused.awsErrorDetails().errorCode();
    String answer = "%sS3 answers %d %s".formatted(cannot, refused.statusCode(), code).strip();
    if (OF_CREDENTIALS.contains(code)) {
      return new FlatFileException(
          Kind.CREDENTIALS,
          "%s; see to %s and %s: they are a pair of their own, and neither the API key nor those of"
                  .formatted(answer, FlatFilesConfig.ACCESS_KEY, FlatFilesConfig.SECRET_KEY)
              + " AWS",
          e);
    }
    if (refused.statusCode() == 403 || refused.statusCode() == 404) {
      Kind kind = refused.statusCode() == 403 ? Kind.REFUSED : Kind.MISSING;
      return new FlatFileException(kind, answer, e);
    }
    boolean passes = refused.statusCode() >= 500 || refused.isThrottlingException();
    return new FlatFileException(passes ? Kind.TRANSIENT : Kind.OTHER, answer, e);
  }

  public Kind kind() {
    return kind;
  }

  /** Whether other objects may be had nevertheless. */
  boolean isOfObject() {
    return kind == Kind.REFUSED || kind == Kind.MISSING;
  }

  boolean passes() {
    return kind == Kind.TRANSIENT;
  }
}
