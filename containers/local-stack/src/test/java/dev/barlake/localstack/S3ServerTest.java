package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ServerTest {
  private final S3Server server = S3Server.start();
  private final S3Client client = client(server, S3Server.SECRET_KEY);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void anObjectComesBackAsItWasPut() {
    put("a/symbol=BC%70C/bars.parquet", "text");

    assertThat(get("a/symbol=BC%70C/bars.parquet").asUtf8String()).isEqualTo("text");
    assertThat(client.listObjectsV2(r -> r.bucket("lake").prefix("a/")).contents())
        .singleElement()
        .satisfies(o -> assertThat(o.key()).isEqualTo("a/symbol=BC%70C/bars.parquet"));
    assertThat(server.requests()).containsEntry("PUT", 1L).containsEntry("GET", 1L);
  }

  @Test
  void aWrongSecretIsRefused() {
    try (S3Client wrong = client(server, "not-the-secret")) {
      assertThatThrownBy(() -> wrong.listObjectsV2(r -> r.bucket("lake")))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void conditionsAreChecked() {
    put("k", "1");

    assertThat(status(() -> putIfMatch("k", "2", "\"0123456789abcdef0123456789abcdef\"")))
        .isEqualTo(412);
    assertThat(status(() -> putIfAbsent("k", "2"))).isEqualTo(412);
    assertThat(status(() -> putIfMatch("none", "2", "\"0123456789abcdef0123456789abcdef\"")))
        .isEqualTo(404);
    putIfMatch("k", "3", get("k").response().eTag());
    assertThat(get("k").asUtf8String()).isEqualTo("3");
  }

  @Test
  void sixteenConditionalWritersLoseNothing() {
    put("sum", "");
    ExecutorService pool = Executors.newFixedThreadPool(16);
    List<CompletableFuture<Void>> writers =
        IntStream.range(0, 16)
            .mapToObj(i -> CompletableFuture.runAsync(() -> append((char) ('a' + i)), pool))
            .toList();
    writers.forEach(CompletableFuture::join);
    pool.shutdown();

    char[] letters = get("sum").asUtf8String().toCharArray();
    java.util.Arrays.sort(letters);
    assertThat(new String(letters)).isEqualTo("abcdefghijklmnop");
  }

  @Test
  void ofSixteenCreatorsOneWins() {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    List<CompletableFuture<Integer>> writers =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> status(() -> putIfAbsent("first", "w" + i)), pool))
            .toList();

    assertThat(writers.stream().filter(w -> w.join() == 200)).hasSize(1);
    pool.shutdown();
  }

  @Test
  void aStopLosesNoObjectAndTheAddressStays() {
    put("k", "kept");
    String endpoint = server.endpoint();

    server.stop();
    assertThatThrownBy(() -> get("k")).isInstanceOf(SdkClientException.class);
    server.restart();

    assertThat(server.endpoint()).isEqualTo(endpoint);
    assertThat(get("k").asUtf8String()).isEqualTo("kept");
  }

  @Test
  void refusalsAndSlowDownsEnd() {
    put("secret/k", "1");
    server.refuse("secret/");
    assertThat(status(() -> put("secret/k", "2"))).isEqualTo(403);
    assertThat(status(() -> put("open/k", "2"))).isEqualTo(200);
    server.refuseNothing();
    assertThat(get("secret/k").asUtf8String()).isEqualTo("1");

    server.slowDown(2);
    assertThat(status(() -> put("k", "1"))).isEqualTo(503);
    assertThat(status(() -> put("k", "1"))).isEqualTo(503);
    assertThat(status(() -> put("k", "1"))).isEqualTo(200);
  }

  @Test
  void aDirectoryKeepsObjectsAfterTheEnd(@TempDir Path directory) {
    try (S3Server first = S3Server.inDirectory(directory, 0, "lake");
        S3Client c = client(first, S3Server.SECRET_KEY)) {
      c.putObject(r -> r.bucket("lake").key("k"), RequestBody.fromString("1"));
    }
    try (S3Server second = S3Server.inDirectory(directory, 0, "lake");
        S3Client c = client(second, S3Server.SECRET_KEY)) {
      assertThat(c.getObjectAsBytes(r -> r.bucket("lake").key("k")).asUtf8String()).isEqualTo("1");
    }
  }

  private void append(char letter) {
    int status;
    do {
      ResponseBytes<GetObjectResponse> old = get("sum");
      String next = old.asUtf8String() + letter;
      status = status(() -> putIfMatch("sum", next, old.response().eTag()));
    } while (status == 412);
    assertThat(status).isEqualTo(200);
  }

  private ResponseBytes<GetObjectResponse> get(String key) {
    return client.getObjectAsBytes(r -> r.bucket("lake").key(key));
  }

  private void put(String key, String body) {
    client.putObject(r -> r.bucket("lake").key(key), RequestBody.fromString(body));
  }

  private void putIfMatch(String key, String body, String eTag) {
    client.putObject(r -> r.bucket("lake").key(key).ifMatch(eTag), RequestBody.fromString(body));
  }

  private void putIfAbsent(String key, String body) {
    client.putObject(r -> r.bucket("lake").key(key).ifNoneMatch("*"), RequestBody.fromString(body));
  }

  private static int status(Runnable request) {
    try {
      request.run();
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  private static S3Client client(S3Server server, String secret) {
    return S3Client.builder()
        .endpointOverride(URI.create(server.endpoint()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(32))
        .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, secret)))
        .build();
  }
}
