package dev.barlake.store;

import dev.barlake.retry.ClockCheck;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Sees that this machine's clock agrees with S3's, by the {@code Date} of each answer. S3 refuses
 * requests whose time is wrong, but the SDK then signs with S3's time, and nobody would notice.
 */
final class S3Clock implements ExecutionInterceptor {
  private static final ExecutionAttribute<Instant> SENT = new ExecutionAttribute<>("BarlakeSent");

  private final Clock clock;
  private final ClockCheck check;

  S3Clock(Clock clock, ClockCheck check) {
    this.clock = clock;
    this.check = check;
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
    call.putAttribute(SENT, clock.instant());
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
    Optional<Instant> date = date(context.httpResponse());
    if (date.isPresent()) {
      String host = context.httpRequest().host();
      Instant sent = call.getAttribute(SENT);
      check.judge(host, date.get(), nearest(date.get(), sent, clock.instant()));
    }
  }

  /** When S3 answered, by its own clock; empty if it does not say. */
  static Optional<Instant> date(SdkHttpResponse response) {
    try {
      return response
          .firstMatchingHeader("Date")
          .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** S3 answered at some time between: a slow answer, or a laptop that slept, is no wrong clock. */
  private static Instant nearest(Instant date, Instant sent, Instant received) {
    if (date.isBefore(sent)) {
      return sent;
    }
    return date.isAfter(received) ? received : date;
  }
}
