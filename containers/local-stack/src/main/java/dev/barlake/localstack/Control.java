package dev.barlake.localstack;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * For people and scripts with a running stack, below {@code /_stack/} of the simulator's address;
 * no key needed. Every change works from the next request on. An answer is {@code done}, or 400
 * with the mistake.
 *
 * <pre>
 * POST   /_stack/faults?fault=NAME&amp;...       inject a fault; its parameters are in FaultParser
 *                                            and PageFaultParser
 *          ticker=AAPL                       only requests with this ticker in path or query
 *          page=2                            only this page of a walk, from 1
 *          path=/stocks/v1/splits            only paths that contain this
 *          times=3, times=forever            how many requests it hits (1)
 * DELETE /_stack/faults                      end all faults and stalls
 * DELETE /_stack/faults?fault=NAME           end those of one kind, such as an outage
 * POST   /_stack/lies?seed=7&amp;share=0.05      lie at random, see Lies
 * GET    /_stack/lies                        how often it lied, by kind
 * DELETE /_stack/lies                        no more lies
 * POST   /_stack/plan?from=2024-11-26        the plan's earliest date: before it 403, a range across
 *                                            it is cut without a word
 * DELETE /_stack/plan                        the whole history is in the plan
 * POST   /_stack/splits?ticker=MSFT&amp;date=2026-01-05&amp;from=1&amp;to=4
 *          rewritten=false                   older adjusted prices stay as they are for now
 * POST   /_stack/rewrite?ticker=MSFT         now they are on the scale after all splits
 * POST   /_stack/dividends?ticker=MSFT&amp;date=2026-01-05&amp;cash=0.5
 * POST   /_stack/list?ticker=FRESH&amp;name=Fresh+Inc.&amp;date=2026-01-05
 * POST   /_stack/delist?ticker=MSFT&amp;date=2026-01-05
 * POST   /_stack/rename?ticker=MSFT&amp;name=Softer+Inc.
 * POST   /_stack/flatfiles/replace?date=2026-01-05&amp;ticker=AAPL&amp;factor=1.01
 *                                            see FlatFileControl: also hold, publish, spoil, reach
 * GET    /_stack/requests                    count what was asked, by path and status
 * DELETE /_stack/requests                    count from 0
 * </pre>
 *
 * <p>An example: the API is down until the fault is ended. The second page of AAPL's bars begins
 * with the last three of the first.
 *
 * <pre>
 * curl -X POST "$API_URL/_stack/faults?fault=ServerError&amp;status=503&amp;times=forever"
 * curl -X POST "$API_URL/_stack/faults?fault=RepeatedBorder&amp;count=3&amp;ticker=AAPL&amp;page=2"
 * curl -X DELETE "$API_URL/_stack/faults?fault=ServerError"
 * </pre>
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
        Wire.send(exchange, 200, Wire.JSON, requests());
        return;
      }
      if (path.equals("/_stack/lies") && method.equals("GET")) {
        Wire.send(exchange, 200, Wire.JSON, object(simulator.lies()).toBytes());
        return;
      }
      act(method + " " + path, query);
      Wire.send(exchange, 200, "text/plain", "done\n".getBytes(StandardCharsets.UTF_8));
    } catch (ApiError e) {
      Wire.send(exchange, e.status, Wire.JSON, e.body("control"));
    } catch (IllegalArgumentException | IllegalStateException | DateTimeException e) {
      ApiError error = ApiError.badRequest(String.valueOf(e.getMessage()));
      Wire.send(exchange, 400, Wire.JSON, error.body("control"));
    }
  }

  private void act(String what, Query query) {
    Market market = simulator.market();
    if (what.startsWith("POST /_stack/flatfiles/")) {
      FlatFileControl.act(simulator, what.substring(what.lastIndexOf('/') + 1), query);
      return;
    }
    switch (what) {
      case "POST /_stack/faults" -> simulator.inject(FaultParser.parseInjection(query));
      case "DELETE /_stack/faults" -> endFaults(query.text("fault"));
      case "POST /_stack/lies" ->
          simulator.lie(
              Long.parseLong(required(query, "seed")), FaultParser.number(query, "share", 0.05));
      case "DELETE /_stack/lies" -> simulator.stopLying();
      case "POST /_stack/plan" ->
          simulator.planReachesBackTo(Query.parseDate(required(query, "from")));
      case "DELETE /_stack/plan" -> simulator.planReachesAll();
      case "POST /_stack/splits" -> split(market, query);
      case "POST /_stack/rewrite" -> market.rewrite(required(query, "ticker"));
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

  private void endFaults(Optional<String> name) {
    simulator.clearFaults(
        fault -> name.isEmpty() || name.get().equals(fault.getClass().getSimpleName()));
    if (name.isEmpty() || name.get().equals("Stall")) {
      simulator.release();
    }
  }

  private static void split(Market market, Query query) {
    String ticker = required(query, "ticker");
    int from = FaultParser.whole(query, "from", 1);
    int to = FaultParser.whole(query, "to", 1);
    if (query.flag("rewritten", true)) {
      market.addSplit(ticker, date(query), from, to);
    } else {
      market.addSplitBeforeRewrite(ticker, date(query), from, to);
    }
  }

  /** Requests by path, of aggregates by ticker, and status. */
  private byte[] requests() {
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
    counts.forEach((path, byStatus) -> json.name(path).raw(object(byStatus).toBytes()));
    return json.close('}').close('}').toBytes();
  }

  private static Json object(Map<String, Integer> counts) {
    Json json = new Json().open('{');
    counts.forEach((name, count) -> json.field(name, (long) count));
    return json.close('}');
  }

  private static String required(Query query, String name) {
    return FaultParser.required(query, name);
  }

  private static LocalDate date(Query query) {
    return Query.parseDate(required(query, "date"));
  }
}
