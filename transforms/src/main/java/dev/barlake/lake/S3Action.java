package dev.barlake.lake;

import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is asked of S3, and what its refusals mean. */
enum S3Action {
  GET("read", "s3:GetObject on the objects and s3:ListBucket on the bucket"),
  PUT("write", "s3:PutObject and s3:GetObject on the objects"),
  LIST("list", "s3:ListBucket on the bucket");

  /** Refusals that pass: overload, time-outs and another operation of the same bucket. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 429);

  private final String verb;
  private final String rights;

  S3Action(String verb, String rights) {
    this.verb = verb;
    this.rights = rights;
  }

  LakeException failed(SdkException e, String bucket, String uri) {
    if (e instanceof S3Exception refused) {
      return refused(refused, bucket, uri);
    }
    if (e instanceof AbortedException) {
      return new LakeException("Cannot %s %s: interrupted".formatted(verb, uri), e);
    }
    if (isTransport(e)) {
      return new StoreUnavailableException(
          "Cannot %s %s: S3 does not answer: %s; see to --endpoint, --awsRegion and the network"
              .formatted(verb, uri, e.getMessage()),
          e);
    }
    return new LakeException(
        "Cannot %s %s: %s; see to the AWS credentials and --awsRegion"
            .formatted(verb, uri, e.getMessage()),
        e);
  }

  private LakeException refused(S3Exception e, String bucket, String uri) {
    String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    boolean passing = e.statusCode() >= 500 || PASSING.contains(e.statusCode());
    if (passing || e.isThrottlingException() || "RequestTimeout".equals(code)) {
      return new StoreUnavailableException(
          "Cannot %s %s: S3 answers %d %s".formatted(verb, uri, e.statusCode(), code), e);
    }
    String wayOut =
        switch (e.statusCode()) {
          case 401, 403 ->
              "the right %s is needed on bucket %s; see to the AWS credentials"
                  .formatted(rights, bucket);
          case 404 -> "there is no bucket %s: create it, or see to --lake".formatted(bucket);
          case 301, 307, 400 -> "see to --awsRegion, --endpoint and the AWS credentials";
          default -> "S3 refuses the request";
        };
    return new LakeException(
        "Cannot %s %s: S3 answers %d %s; %s".formatted(verb, uri, e.statusCode(), code, wayOut), e);
  }

  /** A fault between here and S3, as told by an I/O error among the causes. */
  private static boolean isTransport(SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
    }
    return e.retryable();
  }
}
