package dev.barlake.localstack;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * For people with a running stack, below {@code /_stack/}; no key needed. Faults ({@link
 * FaultParser}), changes of the market, and what was asked; all of it is in {@link
 * StackOptions#HELP}.
 */
final class Control {
  private final MarketSimulator simulator;

  Control(MarketSimulator simulator) {
    this.simulator = simulator;
  }

  void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getRawPath();
    Query query = Query.parse(exchange.getRequestURI().getRawQuery());
    try {
      if (path.equals("/_stack/requests") && method.equals("GET")) {
        SimulatorHandler.send(exchange, 200, "application/json", counts());
        return;
      }
      act(method + " " + path, query);
      SimulatorHandler.send(exchange, 200, "text/plain", "done\n".getBytes(StandardCharsets.UTF_8));
    } catch (ApiError e) {
      SimulatorHandler.send(exchange, e.status, "application/json", e.body("control"));
    } catch (IllegalArgumentException | DateTimeException e) {
      ApiError error = ApiError.badRequest(String.valueOf(e.getMessage()));
      SimulatorHandler.send(exchange, 400, "application/json", error.body("control"));
    }
  }

  private void act(String what, Query query) {
    Market market = simulator.market();
    switch (what) {
      case "POST /_stack/faults" -> simulator.inject(FaultParser.parseInjection(query));
      case "DELETE /_stack/faults" -> {
        simulator.clearFaults();
        simulator.release();
      }
      case "POST /_stack/splits" ->
          market.addSplit(
              required(query, "ticker"),
              date(query),
              FaultParser.whole(query, "from", 1),
              FaultParser.whole(query, "to", 1));
      case "POST /_stack/dividends" ->
          market.declareDividend(
              new Dividend(
                  required(query, "ticker"),
                  date(query),
                  Double.parseDouble(required(query, "cash")),
                  query.flag("special", false)));
      case "POST /_stack/list" ->
          market.list(
              Listing.stock(required(query, "ticker"), required(query, "name"), 20, 1_000, 0.9)
                  .from(query.date("date").orElse(market.today())));
      case "POST /_stack/delist" -> market.delist(required(query, "ticker"), date(query));
      case "POST /_stack/rename" ->
          market.rename(required(query, "ticker"), required(query, "name"));
      case "DELETE /_stack/requests" -> simulator.clearRequests();
      default -> throw ApiError.notFound("No control endpoint " + what);
    }
  }

  /** Requests by path, of aggregates by ticker, and status. */
  private byte[] counts() {
    List<ApiRequest> requests = simulator.requests();
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    for (ApiRequest r : requests) {
      String path =
          r.isAggregates() ? r.path().substring(0, r.path().indexOf("/range/")) : r.path();
      counts
          .computeIfAbsent(path, p -> new TreeMap<>())
          .merge(Integer.toString(r.status()), 1, Integer::sum);
    }
    Json json = new Json().open('{').field("total", requests.size()).name("byPath").open('{');
    counts.forEach(
        (path, byStatus) -> {
          json.name(path).open('{');
          byStatus.forEach((status, count) -> json.field(status, (long) count));
          json.close('}');
        });
    return json.close('}').close('}').toBytes();
  }

  private static String required(Query query, String name) {
    return FaultParser.required(query, name);
  }

  private static LocalDate date(Query query) {
    return Query.parseDate(required(query, "date"));
  }
}
