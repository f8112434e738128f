package dev.barlake.store;

import dev.barlake.retry.ClockCheck.WrongClockException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What is asked of S3, and what to say if it fails. */
enum S3Action {
  GET(
      "read",
      "s3:GetObject on the objects and s3:ListBucket on the bucket",
      "reads of a part (Range)"),
  PUT(
      "write",
      "s3:PutObject and s3:GetObject on the objects",
      "conditional writes (If-Match, If-None-Match), which keep two runs from undoing each other's"
          + " bars"),
  LIST("list", "s3:ListBucket on the bucket", "ListObjectsV2");

  /** Of S3's own words, which may be another's web page. */
  private static final int SHOWN = 200;

  private final String verb;
  private final String rights;
  private final String needs;

  /**
   * @param rights what IAM must allow
   * @param needs what not every store has
   */
  S3Action(String verb, String rights, String needs) {
    this.verb = verb;
    this.rights = rights;
    this.needs = needs;
  }

  StoreException failed(RuntimeException e, String bucket, String uri) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof WrongClockException) {
        return new StoreException(cannot(uri) + cause.getMessage(), e);
      }
    }
    if (e instanceof S3Exception refused) {
      return refused(refused, bucket, uri);
    }
    if (e instanceof AbortedException) {
      return new StoreException(cannot(uri) + "interrupted", e);
    }
    if (isTransport(e)) {
      return new StoreUnavailableException(
          "%sS3 does not answer: %s; see to --endpoint, --awsRegion and the network"
              .formatted(cannot(uri), e.getMessage()),
          e);
    }
    return new StoreException(
        "%s%s; see to the AWS credentials and --awsRegion".formatted(cannot(uri), e.getMessage()),
        e);
  }

  /** An answer that is a success by its status but not by what it says. */
  StoreUnavailableException unusable(String uri, String why) {
    String doubt = this == PUT ? "; it is not known whether it was written" : "";
    return new StoreUnavailableException(
        "%sS3 answers 200, but %s%s; see whether S3 is what stands at --endpoint"
            .formatted(cannot(uri), why, doubt),
        null);
  }

  /** An answer from a store that passes over what it does not know. */
  StoreException ignored(String uri) {
    return new StoreException(
        "%sthis store has no %s: it passes over them; take one that has"
            .formatted(cannot(uri), needs));
  }

  private String cannot(String uri) {
    return "Cannot %s %s: ".formatted(verb, uri);
  }

  private StoreException refused(S3Exception e, String bucket, String uri) {
    String answer =
        "%sS3 answers %d %s".formatted(cannot(uri), e.statusCode(), S3Refusals.code(e)).strip();
    if (S3Refusals.passes(e)) {
      return new StoreUnavailableException(answer, e);
    }
    String wayOut =
        S3Refusals.wayOut(e)
            .replace("{rights}", rights)
            .replace("{needs}", needs)
            .replace("{bucket}", bucket)
            .replace("{region}", region(e))
            .replace("{times}", times(e));
    return new StoreException(answer + words(e) + "; " + wayOut, e);
  }

  private static String words(S3Exception e) {
    String words = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    if (words == null || words.isBlank()) {
      return "";
    }
    return " (" + words.strip().substring(0, Math.min(SHOWN, words.strip().length())) + ")";
  }

  /** Where the bucket is, as a redirect says. */
  private static String region(S3Exception e) {
    return response(e)
        .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
        .map("="::concat)
        .orElse("");
  }

  private static String times(S3Exception e) {
    Instant here = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return response(e)
        .flatMap(S3Clock::date)
        .map(there -> "it says %s, S3 says %s".formatted(here, there))
        .orElse("it says " + here);
  }

  private static Optional<SdkHttpResponse> response(S3Exception e) {
    return Optional.ofNullable(e.awsErrorDetails()).map(details -> details.sdkHttpResponse());
  }

  /** A fault between here and S3: an I/O error is among the causes, or what came is no XML. */
  private static boolean isTransport(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException
          || cause instanceof XMLStreamException
          || cause instanceof ApiCallTimeoutException
          || cause instanceof ApiCallAttemptTimeoutException) {
        return true;
      }
    }
    return e instanceof SdkException sdk && sdk.retryable();
  }
}
