package dev.barlake.marketapi;

import dev.barlake.marketapi.ApiException.Category;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests and tries again: the only place that does either.
 *
 * <p>429, 5xx, timeouts, broken connections and answers that cannot be believed are tried again,
 * with capped exponential backoff and full jitter; a 429 pauses every caller. 401 ends everything,
 * other 4xx their own request at once.
 */
final class HttpExchanges {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchanges.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
  private static final Duration QUOTA_WINDOW = Duration.ofMinutes(1);
  private static final int QUOTA_ATTEMPTS = 10;

  /** After so many times the attempts of one request without a success, the API is unavailable. */
  private static final int PATIENCE = 3;

  private final MarketApiConfig config;
  private final String apiKey;
  private final Timing timing;
  private final TokenBucket bucket;
  private final ApiCounters counters = new ApiCounters();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final AtomicReference<ApiException> fatal = new AtomicReference<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /** Makes something of a successful answer, or throws {@link BadPageException}. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Answer answer) throws IOException;
  }

  HttpExchanges(MarketApiConfig config, String apiKey, Timing timing) {
    this.config = config;
    this.apiKey = apiKey;
    this.timing = timing;
    bucket = new TokenBucket(config.requestsPerMinute(), timing);
  }

  /**
   * Gets a page, trying again where that may help.
   *
   * @throws ApiException where it cannot be had
   */
  <T> T get(PageUrl page, Reader<T> reader) {
    URI uri = page.on(config.baseUrl());
    int tries = 0;
    int refusals = 0;
    while (true) {
      refuseIfPointless(uri);
      ApiException failure;
      try {
        return attempt(uri, reader, tries + refusals > 0);
      } catch (ApiException e) {
        failure = e;
      }
      boolean quota = failure.status() == 429;
      int spent = quota ? ++refusals : ++tries;
      if (failure.category() != Category.TRANSIENT
          || spent >= (quota ? QUOTA_ATTEMPTS : config.attempts())) {
        throw failure;
      }
      waitAfter(failure, spent);
    }
  }

  private void refuseIfPointless(URI uri) {
    ApiException stop = fatal.get();
    if (stop != null) {
      throw failure(
          Category.FATAL,
          uri,
          stop.status(),
          stop.requestId(),
          "not asked, since the key was refused before (HTTP %d)".formatted(stop.status()),
          stop);
    }
    if (unavailable()) {
      throw failure(
          Category.TRANSIENT,
          uri,
          0,
          "",
          "not asked, since the API has not answered %d times in a row"
              .formatted(failuresInARow.get()),
          null);
    }
  }

  private <T> T attempt(URI uri, Reader<T> reader, boolean retry) {
    Answer answer;
    try {
      bucket.take();
      counters.sent(retry);
      answer = send(uri);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while getting " + redact(uri.toString()), e);
    } catch (IOException e) {
      failuresInARow.incrementAndGet();
      throw failure(Category.TRANSIENT, uri, 0, "", String.valueOf(e), null);
    }
    if (answer.status() != 200) {
      throw refused(uri, answer);
    }
    failuresInARow.set(0);
    try {
      return reader.read(answer);
    } catch (StatusException e) {
      throw failure(e.category(), uri, 200, answer.requestId(), e.getMessage(), null);
    } catch (IOException | BadPageException e) {
      String text = "%s; the answer begins: %s".formatted(e.getMessage(), answer.text());
      throw failure(Category.TRANSIENT, uri, 200, answer.requestId(), text, null);
    }
  }

  /** The timeout of the JDK's client ends with the headers, so the whole exchange has its own. */
  private Answer send(URI uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + apiKey)
            .header("Accept-Encoding", "gzip")
            .header("User-Agent", "barlake")
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      HttpResponse<byte[]> response =
          exchange.get(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
      counters.received(response.body().length);
      return new Answer(response);
    } catch (TimeoutException e) {
      throw new IOException(
          "no whole answer within " + config.requestTimeout().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  private ApiException refused(URI uri, Answer answer) {
    int status = answer.status();
    Category category =
        switch (status) {
          case 401 -> Category.FATAL;
          case 408, 429 -> Category.TRANSIENT;
          default -> status >= 500 ? Category.TRANSIENT : Category.PERMANENT;
        };
    ApiException failure =
        failure(
            category,
            uri,
            status,
            answer.requestId(),
            "HTTP %d: %s".formatted(status, answer.reason()),
            null);
    if (category == Category.FATAL) {
      fatal.compareAndSet(null, failure);
    } else if (status >= 500) {
      failuresInARow.incrementAndGet();
    } else if (status == 429) {
      bucket.pause(quotaPause(answer));
    } else {
      failuresInARow.set(0);
    }
    return failure;
  }

  /** What the server asks for, else a whole window where the budget is one of minutes. */
  private Duration quotaPause(Answer answer) {
    Optional<Duration> asked = answer.header("Retry-After").flatMap(this::retryAfter);
    Duration standard =
        config.requestsPerMinute() <= 60 ? QUOTA_WINDOW : QUOTA_WINDOW.dividedBy(60);
    Duration pause = asked.filter(wait -> !wait.isNegative()).orElse(standard);
    LOG.info("HTTP 429: pausing all requests for {} s", pause.toMillis() / 1000.0);
    return pause;
  }

  private Optional<Duration> retryAfter(String value) {
    try {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
    } catch (NumberFormatException notSeconds) {
      try {
        Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip()));
        return Optional.of(Duration.between(timing.clock().instant(), date));
      } catch (DateTimeParseException notDate) {
        return Optional.empty();
      }
    }
  }

  private void waitAfter(ApiException failure, int tries) {
    long cap =
        Math.min(LONGEST_BACKOFF.toMillis(), FIRST_BACKOFF.toMillis() << Math.min(tries - 1, 10));
    Duration wait = Duration.ofMillis((long) (cap * timing.random().getAsDouble()));
    if (tries > 1) {
      LOG.info(
          "Attempt {} failed, next in {} ms: {}", tries, wait.toMillis(), failure.getMessage());
    }
    try {
      timing.sleeper().sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting to ask again", e);
    }
  }

  private ApiException failure(
      Category category, URI uri, int status, String requestId, String text, Throwable cause) {
    String url = redact(uri.toString());
    String id = requestId.isEmpty() ? "" : " (request " + requestId + ")";
    return new ApiException(
        category,
        "Cannot GET %s%s: %s".formatted(url, id, redact(text)),
        url,
        status,
        redact(requestId),
        cause);
  }

  /** A server may echo the key. */
  private String redact(String text) {
    return text.replace(apiKey, "***").replace(PageUrl.encode(apiKey), "***");
  }

  /** Epoch ms. */
  long now() {
    return timing.clock().millis();
  }

  ApiCounters counters() {
    return counters;
  }

  boolean unavailable() {
    return failuresInARow.get() >= PATIENCE * config.attempts();
  }
}
