package dev.barlake.marketapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.barlake.marketapi.ApiException.Category;
import dev.barlake.retry.ClockCheck;
import dev.barlake.retry.ClockCheck.WrongClockException;
import dev.barlake.retry.Timing;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests and tries again: the only place that does either.
 *
 * <p>What is tried how often stands in {@link Fault} and {@link Tries}; what all callers share of
 * an outage, in {@link Outage}. A 429, and a 503 with {@code Retry-After}, pause every caller.
 */
final class HttpExchanges {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchanges.class);
  private static final Duration QUOTA_WINDOW = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** How many characters of what the vendor says are in an error. */
  private static final int SHOWN = 500;

  /** How many characters of an answer that is no JSON are in an error. */
  private static final int BEGINNING = 120;

  private final MarketApiConfig config;
  private final Timing timing;
  private final EnvironmentProxies proxies;
  private final HttpSender sender;
  private final Redaction redaction;
  private final TokenBucket bucket;
  private final Outage outage;
  private final ApiCounters counters = new ApiCounters();
  private final AtomicReference<ApiException> fatal = new AtomicReference<>();
  private final ClockCheck clockCheck = new ClockCheck();

  /** Makes something of a successful answer, or throws {@link BadPageException}. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Answer answer) throws IOException;
  }

  /**
   * Makes a client; it sends nothing yet.
   *
   * @param environment where proxies are looked for, see {@link EnvironmentProxies}
   */
  HttpExchanges(
      MarketApiConfig config, String apiKey, Timing timing, Map<String, String> environment) {
    // The JDK's own complaint about such a header would show the key.
    if (apiKey.isEmpty() || !apiKey.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "Cannot use the API key: it is empty or has characters other than printable ASCII");
    }
    this.config = config;
    this.timing = timing;
    proxies = EnvironmentProxies.of(environment);
    sender = new HttpSender(apiKey, config.requestTimeout(), proxies);
    List<String> secrets = new ArrayList<>(List.of(apiKey, PageUrl.encode(apiKey)));
    secrets.addAll(proxies.secrets());
    redaction = new Redaction(secrets);
    bucket = new TokenBucket(config.requestsPerMinute(), timing);
    outage = new Outage(timing);
  }

  /**
   * Gets a page, trying again if that may help.
   *
   * @throws ApiException if it cannot be had
   */
  <T> T get(PageUrl page, Reader<T> reader) {
    URI uri = page.on(config.baseUrl());
    Tries tries = new Tries(timing);
    while (true) {
      awaitTurn(uri);
      try {
        T result = attempt(uri, reader, tries.any());
        outage.worked();
        return result;
      } catch (FailedAttempt attempt) {
        boolean again = tries.failed(attempt.fault());
        tellOthers(uri, attempt, again);
        if (!again || outage.isDown()) {
          throw attempt.error();
        }
        pause(uri, tries, attempt);
      }
    }
  }

  private void tellOthers(URI uri, FailedAttempt attempt, boolean again) {
    switch (attempt.fault()) {
      case OUTAGE, QUOTA -> {
        outage.failed(uri, attempt.why());
        if (!again) {
          outage.gaveUp();
        }
      }
      case REFUSED, MISSING, GARBLED, DOUBT -> outage.worked();
      case FATAL -> fatal.compareAndSet(null, attempt.error());
    }
  }

  private void awaitTurn(URI uri) {
    try {
      refuseAfterFatal(uri);
      Duration wait = outage.untilTurn();
      while (!wait.isZero()) {
        timing.sleeper().sleep(wait);
        refuseAfterFatal(uri);
        wait = outage.untilTurn();
      }
      bucket.take();
      // Another caller may have been refused while this one waited.
      refuseAfterFatal(uri);
    } catch (Outage.DownException e) {
      throw error(Category.TRANSIENT, uri, 0, "", e.getMessage(), null);
    } catch (InterruptedException e) {
      throw interrupted(uri, e);
    }
  }

  private void refuseAfterFatal(URI uri) {
    ApiException stop = fatal.get();
    if (stop != null) {
      String why =
          stop.status() == 401 ? "the key was refused before (HTTP 401)" : stop.getMessage();
      throw error(
          Category.FATAL, uri, stop.status(), stop.requestId(), "not asked, since " + why, stop);
    }
  }

  private IllegalStateException interrupted(URI uri, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while getting " + redact(uri.toString()), e);
  }

  private <T> T attempt(URI uri, Reader<T> reader, boolean retry) throws FailedAttempt {
    Answer answer = send(uri, retry);
    checkClock(uri, answer);
    if (answer.status() != 200) {
      throw refused(uri, answer);
    }
    try {
      return reader.read(answer);
    } catch (StatusException e) {
      String text = "%s: %s".formatted(e.getMessage(), shown(answer.reason()));
      boolean refused = e.category() == Category.PERMANENT;
      throw failed(refused ? Fault.REFUSED : Fault.OUTAGE, uri, answer, text);
    } catch (BodyTooLargeException e) {
      // The request's name may stand behind all of it.
      throw failed(Fault.DOUBT, uri, answer.status(), "", e.getMessage());
    } catch (BadPageException e) {
      throw failed(Fault.DOUBT, uri, answer, shown(e.getMessage()));
    } catch (JsonProcessingException e) {
      // JSON with a fault is the API's own answer to this request, and says nothing of the others.
      boolean json = answer.text().stripLeading().startsWith("{");
      throw broken(json ? Fault.GARBLED : Fault.OUTAGE, uri, answer, e.getOriginalMessage());
    } catch (IOException e) {
      throw broken(Fault.OUTAGE, uri, answer, String.valueOf(e));
    }
  }

  private Answer send(URI uri, boolean retry) throws FailedAttempt {
    try {
      counters.sent(retry);
      Answer answer = sender.send(uri);
      counters.received(answer.size());
      return answer;
    } catch (InterruptedException e) {
      throw interrupted(uri, e);
    } catch (BodyTooLargeException e) {
      throw failed(Fault.DOUBT, uri, 200, "", e.getMessage());
    } catch (IOException e) {
      ConnectionFault fault = ConnectionFault.of(e, uri, proxies.name(uri));
      throw failed(fault.isSetting() ? Fault.FATAL : Fault.OUTAGE, uri, 0, "", fault.text());
    }
  }

  /** A piece of an answer, or the page of somebody else who stands in for a server that is down. */
  private FailedAttempt broken(Fault fault, URI uri, Answer answer, String reason) {
    String beginning = redaction.shortened(answer.text(), BEGINNING);
    return failed(
        fault, uri, answer, "%s; the answer begins: %s".formatted(shown(reason), beginning));
  }

  private FailedAttempt refused(URI uri, Answer answer) {
    int status = answer.status();
    Fault fault =
        switch (status) {
          case 301, 302, 303, 307, 308, 401, 407 -> Fault.FATAL;
          case 404 -> Fault.MISSING;
          case 408 -> Fault.OUTAGE;
          case 429 -> Fault.QUOTA;
          default -> status >= 500 ? Fault.OUTAGE : Fault.REFUSED;
        };
    if (fault == Fault.QUOTA) {
      bucket.pause(quotaPause(answer));
    } else if (status == 503) {
      askedPause(answer).ifPresent(bucket::pause);
    }
    String text = "HTTP %d: %s%s".formatted(status, hint(uri, answer), shown(answer.reason()));
    return failed(isProxySetting(answer) ? Fault.FATAL : fault, uri, answer, text);
  }

  /** A proxy that does not lead there will not do so at the next request either. */
  private static boolean isProxySetting(Answer answer) {
    return answer.isOfProxy() && answer.status() < 500;
  }

  private String hint(URI uri, Answer answer) {
    String proxy = proxies.name(uri).orElse("in between");
    return switch (answer.status()) {
      case 301, 302, 303, 307, 308 ->
          "the API has moved, Location: %s; see --apiBaseUrl. "
              .formatted(shown(answer.header("Location").orElse("none")));
      case 407 ->
          "the proxy %s wants a user and a password: http://user:password@host:port. "
              .formatted(proxy);
      default -> answer.isOfProxy() ? "the proxy %s refuses. ".formatted(proxy) : "";
    };
  }

  /** What the server asks for, else a whole window if the budget is one of minutes. */
  private Duration quotaPause(Answer answer) {
    Duration standard =
        config.requestsPerMinute() <= 60 ? QUOTA_WINDOW : QUOTA_WINDOW.dividedBy(60);
    return askedPause(answer).orElse(standard);
  }

  private Optional<Duration> askedPause(Answer answer) {
    return answer
        .header("Retry-After")
        .flatMap(this::retryAfter)
        .filter(pause -> !pause.isNegative())
        .map(pause -> pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
  }

  private Optional<Duration> retryAfter(String value) {
    try {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value.strip())));
    } catch (NumberFormatException notSeconds) {
      return date(value).map(date -> Duration.between(timing.clock().instant(), date));
    }
  }

  private static Optional<Instant> date(String value) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip())));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A cache in between says in {@code Age} how many seconds ago the answer was made. */
  private void checkClock(URI uri, Answer answer) throws FailedAttempt {
    Optional<Instant> made = answer.header("Date").flatMap(HttpExchanges::date);
    if (made.isEmpty()) {
      return;
    }
    long age =
        answer
            .header("Age")
            .filter(text -> text.matches("\\d{1,9}"))
            .map(Long::parseLong)
            .orElse(0L);
    try {
      clockCheck.judge(uri.getHost(), made.get().plusSeconds(age), timing.clock().instant());
    } catch (WrongClockException e) {
      throw failed(Fault.FATAL, uri, answer, e.getMessage());
    }
  }

  /** One line for each request that is in trouble; one fault may happen. */
  private void pause(URI uri, Tries tries, FailedAttempt attempt) {
    if (tries.faults() == 2) {
      LOG.info("Asking again: {}", attempt.error().getMessage());
    }
    try {
      tries.pause(attempt.fault());
    } catch (InterruptedException e) {
      throw interrupted(uri, e);
    }
  }

  private FailedAttempt failed(Fault fault, URI uri, Answer answer, String text) {
    return failed(fault, uri, answer.status(), answer.requestId(), text);
  }

  private FailedAttempt failed(Fault fault, URI uri, int status, String requestId, String text) {
    Category category =
        switch (fault) {
          case FATAL -> Category.FATAL;
          case REFUSED, MISSING -> Category.PERMANENT;
          case QUOTA, OUTAGE, GARBLED, DOUBT -> Category.TRANSIENT;
        };
    return new FailedAttempt(
        fault, redact(text), error(category, uri, status, requestId, text, null));
  }

  private ApiException error(
      Category category, URI uri, int status, String requestId, String text, Throwable cause) {
    String url = redact(uri.toString());
    String id = shown(requestId);
    String request = id.isEmpty() ? "" : " (request " + id + ")";
    return new ApiException(
        category,
        "Cannot GET %s%s: %s".formatted(url, request, redact(text)),
        url,
        status,
        id,
        cause);
  }

  private String shown(String text) {
    return redaction.shortened(text, SHOWN);
  }

  /** The text without keys and passwords. */
  String redact(String text) {
    return redaction.of(text);
  }

  /** Epoch ms. */
  long now() {
    return timing.clock().millis();
  }

  ApiCounters counters() {
    return counters;
  }

  /** What requests wait for now, other than their answers; for a progress line. */
  Optional<String> waitingFor() {
    if (unavailable()) {
      return Optional.of("an API that does not answer");
    }
    long seconds = bucket.paused().toSeconds();
    if (seconds > 0) {
      return Optional.of("the vendor's quota (%d s)".formatted(seconds));
    }
    return bucket.isBusy()
        ? Optional.of("the budget of %d requests a minute".formatted(config.requestsPerMinute()))
        : Optional.empty();
  }

  boolean unavailable() {
    return outage.isDown();
  }
}
