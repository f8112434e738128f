package dev.barlake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.lake.Lake;
import dev.barlake.lake.Watermark;
import dev.barlake.store.ScriptedS3.Reply;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Answers that S3 and stores like it have given to others. */
class S3AnswersTest {
  private static final Reply ERROR_DOCUMENT = Reply.error(200, "InternalError", "Try again.");
  private static final Reply OBJECT = Reply.of(200, "{}").with("ETag", "\"abc\"");

  private final FakeTime time = new FakeTime();

  @Test
  void aPutThatIsAnsweredByAnErrorDocumentIsMadeAgainToWhatIsThere() {
    try (ScriptedS3 s3 = new ScriptedS3(OBJECT, ERROR_DOCUMENT, OBJECT, ScriptedS3.WRITTEN);
        Lake lake = s3.lake(time)) {
      lake.updateWatermarks(
          "1day", false, marks -> Map.of("A", new Watermark(Instant.EPOCH, "none")));

      String path = "/b/lake/_watermarks/timespan=1day/adjusted=false.json";
      assertThat(s3.requests())
          .containsExactly(
              "GET " + path + " -",
              "PUT " + path + " \"abc\"",
              "GET " + path + " -",
              "PUT " + path + " \"abc\"");
    }
  }

  @Test
  void aPutThatIsNeverAnsweredWithAnETagIsToldInWords() {
    try (ScriptedS3 s3 = new ScriptedS3(Reply.of(200, ""));
        Lake lake = s3.lake(time)) {
      assertThatThrownBy(() -> lake.write("a", new byte[1]))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot write s3://b/lake/a: S3 answers 200, but without an ETag")
          .hasMessageContaining("not known whether it was written")
          .hasCauseInstanceOf(StoreUnavailableException.class);
    }
  }

  @Test
  void aGetWithoutAnETagIsNoObject() {
    try (ScriptedS3 s3 = new ScriptedS3(Reply.of(200, "{}"), ERROR_DOCUMENT, OBJECT);
        Lake lake = s3.lake(time)) {
      assertThat(lake.read("a").orElseThrow()).asString().isEqualTo("{}");
      assertThat(time.sleeps()).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 0-1/*", "bytes", "bytes 0-1/4000"})
  void aPartThatIsNotTheEndIsNoAnswer(String range) {
    Reply reply = new Reply(206, "{}", Map.of("ETag", "\"abc\"", "Content-Range", range));
    try (ScriptedS3 s3 = new ScriptedS3(reply);
        S3Store store = s3.store()) {
      assertThatThrownBy(() -> store.readTail("a", 16))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("s3://b/lake/a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Error><Code>InternalError</Code></Error>",
        "<html><body>Please log in</body></html>",
        "Please log in",
        "<ListBucketResult>",
        ""
      })
  void whatIsNoListIsNoEmptyList(String body) {
    try (ScriptedS3 s3 = new ScriptedS3(Reply.of(200, body));
        S3Store store = s3.store()) {
      assertThatThrownBy(() -> store.list("a"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageStartingWith("Cannot list s3://b/lake/a/");
    }
  }

  @Test
  void aListThatGoesInCirclesHasAnEnd() {
    Reply page =
        Reply.of(
            200,
            """
            <ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated>
            <ContinuationToken>t</ContinuationToken>
            <NextContinuationToken>t</NextContinuationToken></ListBucketResult>
            """);
    try (ScriptedS3 s3 = new ScriptedS3(page);
        S3Store store = s3.store()) {
      assertThatThrownBy(() -> store.list("a"))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("circles");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | AccessDenied                 | s3:PutObject",
        "403 | InvalidAccessKeyId           | AWS_ACCESS_KEY_ID",
        "403 | SignatureDoesNotMatch        | AWS_SECRET_ACCESS_KEY",
        "403 | SignatureDoesNotMatch        | AWS_REQUEST_CHECKSUM_CALCULATION=when_required",
        "403 | RequestTimeTooSkewed         | set this machine's clock",
        "400 | ExpiredToken                 | AWS_SESSION_TOKEN",
        "404 | NoSuchBucket                 | there is no bucket b",
        "301 | PermanentRedirect            | --awsRegion=eu-north-1",
        "400 | AuthorizationHeaderMalformed | --awsRegion=eu-north-1",
        "501 | NotImplemented               | conditional writes (If-Match, If-None-Match)",
        "400 | InvalidRequest               | AWS_REQUEST_CHECKSUM_CALCULATION=when_required",
        "400 | InvalidRequest               | (S3's own words)",
        "403 | SomethingElse                | s3:PutObject",
        "404 | SomethingElse                | there is no bucket b",
        "400 | SomethingElse                | --endpoint",
        "501 | SomethingElse                | conditional writes (If-Match, If-None-Match)",
        "418 | SomethingElse                | S3 refuses the request",
      })
  void aRefusalIsToldAtOnceWithItsWayOut(int status, String code, String wayOut) {
    Reply refusal =
        Reply.error(status, code, "S3's own words").with("x-amz-bucket-region", "eu-north-1");
    try (ScriptedS3 s3 = new ScriptedS3(refusal);
        Lake lake = s3.lake(time)) {
      assertThatThrownBy(() -> lake.write("a", new byte[1]))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith(
              "Cannot write s3://b/lake/a: S3 answers %d %s".formatted(status, code))
          .hasMessageContaining(wayOut)
          .hasMessageNotContaining("{");
      assertThat(time.sleeps()).isEmpty();
    }
  }

  @Test
  void aClockThatS3RefusesIsToldWithBothTimes() {
    try (ScriptedS3 s3 = new ScriptedS3(Reply.error(403, "RequestTimeTooSkewed", "no"));
        S3Store store = s3.store()) {
      assertThatThrownBy(() -> store.read("a"))
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageMatching(".*it says 20\\S+Z, S3 says 20\\S+Z");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "408,",
    "409,OperationAborted",
    "429,",
    "500,InternalError",
    "502,",
    "503,SlowDown",
    "504,",
    "400,RequestTimeout",
    "400,SlowDown"
  })
  void whatPassesIsAskedAgain(int status, String code) {
    assertThat(S3Action.GET.failed(refused(status, code), "b", "s3://b/a"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith("Cannot read s3://b/a: S3 answers " + status)
        .hasMessageNotContaining("null");
  }

  private static S3Exception refused(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
  }

  @Test
  void aStoreWithoutConditionalWritesIsRefusedAtTheFirstQuestion() {
    Reply refusal = Reply.error(501, "NotImplemented", "A header is not implemented.");
    try (ScriptedS3 s3 = new ScriptedS3(refusal);
        Lake lake = s3.lake(time)) {
      assertThatThrownBy(lake::requireWritable)
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot write s3://b/lake/_probe: S3 answers 501 NotImplemented")
          .hasMessageContaining("conditional writes (If-Match, If-None-Match)")
          .hasMessageContaining("undoing each other's bars");
      assertThat(s3.requests()).hasSize(1);
      assertThat(time.sleeps()).isEmpty();
    }
  }

  @Test
  void aStoreThatPassesOverConditionsIsRefused() {
    try (ScriptedS3 s3 = new ScriptedS3(ScriptedS3.WRITTEN);
        Lake lake = s3.lake(time)) {
      assertThatThrownBy(lake::requireWritable)
          .isExactlyInstanceOf(StoreException.class)
          .hasMessageStartingWith("Cannot write s3://b/lake/_probe: this store has no conditional")
          .hasMessageContaining("passes over them");
      assertThat(s3.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"412,PreconditionFailed", "404,NoSuchKey"})
  void aRefusedConditionIsWhatIsWanted(int status, String code) {
    try (ScriptedS3 s3 = new ScriptedS3(Reply.error(status, code, "no"));
        Lake lake = s3.lake(time)) {
      assertThatCode(lake::requireWritable).doesNotThrowAnyException();
      assertThat(s3.requests())
          .containsExactly("PUT /b/lake/_probe \"00000000000000000000000000000000\"");
    }
  }

  @Test
  void anOutageAtTheFirstQuestionIsAskedAgain() {
    try (ScriptedS3 s3 =
            new ScriptedS3(Reply.of(409, ""), Reply.of(408, ""), ScriptedS3.NO_SUCH_KEY);
        Lake lake = s3.lake(time)) {
      lake.requireWritable();
    }
  }
}
