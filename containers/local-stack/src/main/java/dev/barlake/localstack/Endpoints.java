package dev.barlake.localstack;

import java.util.List;
import java.util.Optional;

/** Which endpoint a request goes to, and its answer as JSON. */
final class Endpoints {
  private final RangeEndpoint range;
  private final DayEndpoint day;
  private final ReferenceEndpoint reference;
  private final MarketStatusEndpoint status;

  Endpoints(SimulatorBuilder settings, Market market, Plan plan) {
    this.range = new RangeEndpoint(market, settings.nextUrlBase, plan, settings.emptyLastPage);
    this.day = new DayEndpoint(market, plan);
    this.reference = new ReferenceEndpoint(market, settings.nextUrlBase);
    this.status = new MarketStatusEndpoint(market);
  }

  /**
   * The body of a 200.
   *
   * @param before path and query of the page before, if this is not the first
   * @throws ApiError if the vendor answers with another status
   */
  byte[] answer(
      ApiRequest request,
      Query query,
      String requestId,
      Optional<Fault> fault,
      Optional<String> before) {
    if (!request.method().equals("GET")) {
      throw ApiError.notFound("404 page not found");
    }
    String rawPath = request.path();
    List<String> path = Query.pathOf(rawPath);
    if (request.isAggregates() && path.size() == 9) {
      return range.page(path, query, request, fault, before).toJson(requestId);
    }
    if (rawPath.startsWith("/v2/aggs/grouped/locale/us/market/stocks/") && path.size() == 8) {
      BarPage page = day.grouped(path, query);
      boolean empty = fault.filter(Fault.EmptyOk.class::isInstance).isPresent();
      return (empty ? page.without() : page).toJson(requestId);
    }
    if (rawPath.startsWith("/v2/aggs/ticker/") && path.size() == 5 && path.get(4).equals("prev")) {
      return day.previous(path, query).toJson(requestId);
    }
    if (request.isList()) {
      return reference.list(new ListRequest(request, query.withCursor(), requestId, fault));
    }
    return switch (rawPath) {
      case "/v1/marketstatus/upcoming" -> status.upcoming();
      case "/v1/marketstatus/now" -> status.now();
      default -> throw ApiError.notFound("404 page not found");
    };
  }
}
