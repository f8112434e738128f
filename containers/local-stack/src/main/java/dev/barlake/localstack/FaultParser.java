package dev.barlake.localstack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Faults as people write them to the control endpoint. */
final class FaultParser {
  private FaultParser() {}

  /**
   * Reads {@code fault=NAME} with its parameters: {@code retryAfterSeconds}, {@code status} (500),
   * {@code bytes} (1000), {@code where} (BEFORE_HEADERS), {@code foreignTicker} (MSFT), {@code
   * windowStart} and {@code factor} (1.01), {@code fromDate}, {@code in} (BARS, or LISTS; of
   * RepeatedPage and EmptyOk), {@code keepShare} (0.5), {@code base}, {@code offsetSeconds}; those
   * of other faults are in {@link PageFaultParser}.
   */
  static Fault parse(Query query) {
    String name = required(query, "fault");
    return switch (name) {
      case "TooManyRequests" -> new Fault.TooManyRequests(retryAfter(query));
      case "ServerError" -> new Fault.ServerError(whole(query, "status", 500), retryAfter(query));
      case "Moved" -> new Fault.Moved(required(query, "base"));
      case "WrongDate" ->
          new Fault.WrongDate(
              Duration.ofSeconds(Query.whole("offsetSeconds", required(query, "offsetSeconds"))));
      case "HtmlError" -> new Fault.HtmlError();
      case "CutBody" -> new Fault.CutBody(whole(query, "bytes", 1000));
      case "Stall" ->
          new Fault.Stall(
              Fault.Stall.Where.valueOf(
                  query.choice("where", "BEFORE_HEADERS", "BEFORE_HEADERS", "IN_BODY")));
      case "ClosedSocket" -> new Fault.ClosedSocket();
      case "RepeatedPage" -> new Fault.RepeatedPage(in(query));
      case "ForeignPage" -> new Fault.ForeignPage(query.text("foreignTicker").orElse("MSFT"));
      case "AdjustedLost" -> new Fault.AdjustedLost();
      case "EmptyOk" -> new Fault.EmptyOk(in(query));
      case "ShortList" -> new Fault.ShortList(number(query, "keepShare", 0.5));
      case "LateCorrection" ->
          new Fault.LateCorrection(
              Instant.parse(required(query, "windowStart")), number(query, "factor", 1.01));
      case "DuplicateBar" -> new Fault.DuplicateBar(number(query, "factor", 1.01));
      case "ClampedRange" -> new Fault.ClampedRange(Query.parseDate(required(query, "fromDate")));
      case "GarbageBody" -> new Fault.GarbageBody();
      case "OutOfRangeBar" -> new Fault.OutOfRangeBar();
      case "WrongCount" -> new Fault.WrongCount();
      case "Forbidden" -> new Fault.Forbidden();
      case "NotFound" -> new Fault.NotFound();
      default -> PageFaultParser.parse(name, query);
    };
  }

  private static Optional<Duration> retryAfter(Query query) {
    return query
        .text("retryAfterSeconds")
        .map(s -> Duration.ofSeconds(Query.whole("retryAfterSeconds", s)));
  }

  static Fault.In in(Query query) {
    return Fault.In.valueOf(query.choice("in", "BARS", "BARS", "LISTS", "GROUPED"));
  }

  static Injection parseInjection(Query query) {
    Injection injection = Injection.of(parse(query));
    Optional<String> ticker = query.text("ticker");
    if (ticker.isPresent()) {
      injection = injection.ticker(ticker.get());
    }
    if (query.text("page").isPresent()) {
      injection = injection.page(whole(query, "page", 1));
    }
    if (query.text("path").isPresent()) {
      injection = injection.pathContaining(required(query, "path"));
    }
    return query.text("times").equals(Optional.of("forever"))
        ? injection.forever()
        : injection.times(whole(query, "times", 1));
  }

  static String required(Query query, String name) {
    return query
        .text(name)
        .orElseThrow(() -> ApiError.badRequest("The parameter '" + name + "' is missing"));
  }

  static int whole(Query query, String name, int standard) {
    return query.text(name).map(v -> Query.whole(name, v)).orElse(standard);
  }

  static double number(Query query, String name, double standard) {
    return query.text(name).map(Double::parseDouble).orElse(standard);
  }
}
