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
    this.range = new RangeEndpoint(market, plan, settings.emptyLastPage);
    this.day = new DayEndpoint(market, plan);
    this.reference = new ReferenceEndpoint(market);
    this.status = new MarketStatusEndpoint(market);
  }

  /**
   * The body of a 200.
   *
   * @param nextBase scheme and host of {@code next_url}
   * @param before path and query of the page before, if this is not the first
   * @throws ApiError if the vendor answers with another status
   */
  byte[] answer(
      ApiRequest request,
      Query query,
      String requestId,
      String nextBase,
      Optional<Fault> fault,
      Optional<String> before) {
    if (!request.method().equals("GET")) {
      throw ApiError.notFound("404 page not found");
    }
    Endpoint endpoint = Endpoint.of(request.path());
    endpoint.check(query);
    List<String> path = Query.pathOf(request.path());
    return switch (endpoint) {
      case RANGE -> range.page(path, query, request, nextBase, fault, before).toJson(requestId);
      case GROUPED -> grouped(path, query, fault).toJson(requestId);
      case PREVIOUS -> day.previous(path, query).toJson(requestId);
      case UPCOMING -> status.upcoming();
      case NOW -> status.now();
      case TICKERS, SPLITS_V1, DIVIDENDS_V1, SPLITS_V3, DIVIDENDS_V3 ->
          reference.list(
              new ListRequest(request, endpoint, query.withCursor(), requestId, nextBase, fault));
    };
  }

  private BarPage grouped(List<String> path, Query query, Optional<Fault> fault) {
    BarPage page = day.grouped(path, query);
    return fault.filter(Fault.EmptyOk.class::isInstance).isPresent() ? page.without() : page;
  }
}
