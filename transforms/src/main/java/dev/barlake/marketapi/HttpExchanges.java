package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.barlake.marketapi.ApiException.Category;
import dev.barlake.retry.Timing;
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
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int QUOTA_ATTEMPTS = 10;

  /**
   * After so many requests in a row that were given up, the API is unavailable. Requests and not
   * exchanges are counted, or a short fault would be many in a row to many parallel callers.
   */
  private static final int PATIENCE = 3;

  /** How many characters of what the vendor says are told. */
  private static final int TOLD = 500;

  private final MarketApiConfig config;
  private final String apiKey;
  private final Timing timing;
  private final TokenBucket bucket;
  private final ApiCounters counters = new ApiCounters();
  private final AtomicInteger givenUpInARow = new AtomicInteger();
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
    // The JDK's own complaint about such a header would tell the key.
    if (apiKey.isEmpty() || !apiKey.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "Cannot use the API key: it is empty or has characters other than printable ASCII");
    }
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
      awaitTurn(uri);
      // Another caller may have been refused while this one waited.
      refuseIfPointless(uri);
      ApiException failure;
      try {
        return attempt(uri, reader, tries + refusals > 0);
      } catch (ApiException e) {
        failure = e;
      }
      boolean quota = failure.status() == 429;
      int spent = quota ? ++refusals : ++tries;
      if (failure.category() != Category.TRANSIENT) {
        givenUpInARow.set(0);
        throw failure;
      }
      if (spent >= (quota ? QUOTA_ATTEMPTS : config.attempts())) {
        givenUpInARow.incrementAndGet();
        throw failure;
      }
      waitAfter(uri, failure, spent);
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
          "not asked, since %d requests in a row had to be given up".formatted(givenUpInARow.get()),
          null);
    }
  }

  private void awaitTurn(URI uri) {
    try {
      bucket.take();
    } catch (InterruptedException e) {
      throw interrupted(uri, e);
    }
  }

  private IllegalStateException interrupted(URI uri, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while getting " + redact(uri.toString()), e);
  }

  private <T> T attempt(URI uri, Reader<T> reader, boolean retry) {
    Answer answer;
    try {
      counters.sent(retry);
      answer = send(uri);
    } catch (InterruptedException e) {
      throw interrupted(uri, e);
    } catch (IOException e) {
      throw failure(Category.TRANSIENT, uri, 0, "", String.valueOf(e), null);
    }
    if (answer.status() != 200) {
      throw refused(uri, answer);
    }
    try {
      T page = reader.read(answer);
      givenUpInARow.set(0);
      return page;
    } catch (StatusException e) {
      String text = "%s: %s".formatted(e.getMessage(), told(answer.reason()));
      throw failure(e.category(), uri, 200, answer.requestId(), text, null);
    } catch (BadPageException e) {
      // The API works, if only for others.
      givenUpInARow.set(0);
      throw unbelievable(uri, answer, e.getMessage());
    } catch (JsonProcessingException e) {
      throw unbelievable(uri, answer, e.getOriginalMessage());
    } catch (IOException e) {
      throw unbelievable(uri, answer, String.valueOf(e));
    }
  }

  private ApiException unbelievable(URI uri, Answer answer, String fault) {
    String text = "%s; the answer begins: %s".formatted(told(fault), told(answer.text()));
    return failure(Category.TRANSIENT, uri, 200, answer.requestId(), text, null);
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
          "no whole answer within " + config.requestTimeout().toMillis() / 1000.0 + " s", e);
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
            "HTTP %d: %s".formatted(status, told(answer.reason())),
            null);
    if (category == Category.FATAL) {
      fatal.compareAndSet(null, failure);
    } else if (status == 429) {
      bucket.pause(quotaPause(answer));
    }
    return failure;
  }

  /** What the server asks for, else a whole window where the budget is one of minutes. */
  private Duration quotaPause(Answer answer) {
    Optional<Duration> asked = answer.header("Retry-After").flatMap(this::retryAfter);
    Duration standard =
        config.requestsPerMinute() <= 60 ? QUOTA_WINDOW : QUOTA_WINDOW.dividedBy(60);
    Duration pause = asked.filter(wait -> !wait.isNegative()).orElse(standard);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
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

  private void waitAfter(URI uri, ApiException failure, int tries) {
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
      throw interrupted(uri, e);
    }
  }

  private ApiException failure(
      Category category, URI uri, int status, String requestId, String text, Throwable cause) {
    String url = redact(uri.toString());
    String id = told(requestId);
    String request = id.isEmpty() ? "" : " (request " + id + ")";
    return new ApiException(
        category,
        "Cannot GET %s%s: %s".formatted(url, request, redact(text)),
        url,
        status,
        id,
        cause);
  }

  /** The first characters on one line; cut only where no key can be cut in two. */
  private String told(String text) {
    String clean = redact(text).replaceAll("\\s+", " ").strip();
    return clean.substring(0, Math.min(TOLD, clean.length()));
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
    return givenUpInARow.get() >= PATIENCE;
  }
}
