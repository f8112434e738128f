package dev.barlake.store;

import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What S3's refusals mean: which of them pass, and the way out of the others. S3's own code is
 * asked before the status, which is the same for a missing right and a wrong clock.
 */
final class S3Refusals {
  private static final String NO_RIGHT =
      "the right {rights} is needed on bucket {bucket}; see to the AWS credentials";
  private static final String NO_BUCKET =
      "there is no bucket {bucket}: create it, or see to --lake";
  private static final String OTHER_PLACE =
      "see to --awsRegion, --endpoint and the AWS credentials";
  private static final String EXPIRED =
      "the AWS credentials are no longer valid: get new ones (AWS_SESSION_TOKEN goes with them)";
  private static final String OTHER_CHECKSUMS =
      "many stores other than AWS's need AWS_REQUEST_CHECKSUM_CALCULATION=when_required";

  private static final String NO_SUCH_THING =
      "this store has no {needs}; take one that has; " + OTHER_CHECKSUMS;

  /** The ways out by S3's code. */
  private static final Map<String, String> BY_CODE =
      Map.ofEntries(
          Map.entry("AccessDenied", NO_RIGHT),
          Map.entry("InvalidAccessKeyId", "S3 does not know AWS_ACCESS_KEY_ID; see to it"),
          Map.entry(
              "SignatureDoesNotMatch",
              "see to AWS_SECRET_ACCESS_KEY and --awsRegion; " + OTHER_CHECKSUMS),
          Map.entry("RequestTimeTooSkewed", "set this machine's clock (NTP); {times}"),
          Map.entry("ExpiredToken", EXPIRED),
          Map.entry("InvalidToken", EXPIRED),
          Map.entry("NoSuchBucket", NO_BUCKET),
          Map.entry("PermanentRedirect", "the bucket is elsewhere: set --awsRegion{region}"),
          Map.entry(
              "AuthorizationHeaderMalformed", "the bucket is elsewhere: set --awsRegion{region}"),
          Map.entry("NotImplemented", NO_SUCH_THING),
          Map.entry("InvalidRequest", "see to --endpoint and --awsRegion; " + OTHER_CHECKSUMS));

  /** The ways out by status, if the code is not known or there is none. */
  private static final Map<Integer, String> BY_STATUS =
      Map.of(
          301, OTHER_PLACE,
          307, OTHER_PLACE,
          400, OTHER_PLACE,
          401, NO_RIGHT,
          403, NO_RIGHT,
          404, NO_BUCKET,
          501, NO_SUCH_THING);

  /** A time-out, and another operation on the same object or bucket. */
  private static final Set<Integer> PASSING = Set.of(408, 409);

  /** S3 sends it as a 400. */
  private static final String TIMEOUT = "RequestTimeout";

  private S3Refusals() {}

  /** Whether asking again may help. */
  static boolean passes(S3Exception e) {
    boolean fault = e.statusCode() >= 500 && e.statusCode() != 501;
    // An error document after a 200: S3 had begun to answer when it failed.
    boolean late = e.statusCode() == 200 && !BY_CODE.containsKey(code(e));
    return fault
        || late
        || PASSING.contains(e.statusCode())
        || TIMEOUT.equals(code(e))
        || e.isThrottlingException();
  }

  /** The way out, with names in braces for {@link S3Action} to fill in. */
  static String wayOut(S3Exception e) {
    String byStatus = BY_STATUS.getOrDefault(e.statusCode(), "S3 refuses the request");
    return BY_CODE.getOrDefault(code(e), byStatus);
  }

  /** S3's own code, or nothing if the answer has none. */
  static String code(S3Exception e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }
}
