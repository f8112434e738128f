package dev.barlake.marketapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.retry.Timing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A plain client for the contract of the API, independent of the one that it is there for. It keeps
 * a pace and asks nothing twice.
 */
final class ContractClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final String key;
  private final Duration pace;
  private final Timing timing;
  private final Consumer<String> report;
  private final Map<String, Answer> answers = new HashMap<>();
  private Optional<Long> lastSentNanos = Optional.empty();
  private int sent;

  /**
   * @param pace from one request to the next, at least
   * @param report takes what the API does although nobody official says so
   */
  ContractClient(URI base, String key, Duration pace, Timing timing, Consumer<String> report) {
    this.base = base;
    this.key = key;
    this.pace = pace;
    this.timing = timing;
    this.report = report;
  }

  /** An answer, decompressed. */
  record Answer(int status, String body, boolean gzip) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("Status " + status + " with a body that is no JSON: " + body, e);
      }
    }

    /** Path and query of the next page; the host may be another name of the vendor's. */
    Optional<String> next() {
      return Optional.ofNullable(json().get("next_url"))
          .map(url -> URI.create(url.asText()))
          .map(url -> url.getRawPath() + "?" + url.getRawQuery());
    }
  }

  /** The answer to a path and query, with the key. */
  Answer get(String target) throws IOException, InterruptedException {
    Answer known = answers.get(target);
    if (known == null) {
      known = send(target, Optional.of("Bearer " + key));
      answers.put(target, known);
    }
    return known;
  }

  /** The answer to a path and query with another {@code Authorization}, or with none. */
  Answer send(String target, Optional<String> authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(target))
            .timeout(Duration.ofSeconds(60))
            .header("Accept-Encoding", "gzip");
    authorization.ifPresent(value -> request.header("Authorization", value));
    awaitTurn();
    HttpResponse<byte[]> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    boolean gzip = response.headers().firstValue("Content-Encoding").equals(Optional.of("gzip"));
    return new Answer(response.statusCode(), text(response.body(), gzip), gzip);
  }

  /** How many requests went out. */
  int sent() {
    return sent;
  }

  /** Says what was seen where the documentation is silent. */
  void report(String what) {
    report.accept(what);
  }

  private void awaitTurn() throws InterruptedException {
    long now = timing.nanos().getAsLong();
    if (lastSentNanos.isPresent()) {
      Duration left = pace.minusNanos(now - lastSentNanos.get());
      if (!left.isNegative() && !left.isZero()) {
        timing.sleeper().sleep(left);
      }
    }
    lastSentNanos = Optional.of(timing.nanos().getAsLong());
    sent++;
  }

  private static String text(byte[] body, boolean gzip) throws IOException {
    byte[] plain = gzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
    return new String(plain, UTF_8);
  }
}
