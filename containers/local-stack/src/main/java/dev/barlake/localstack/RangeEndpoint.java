package dev.barlake.localstack;

import java.util.List;
import java.util.Optional;

/** Bars of a range, in pages, with what a fault does to them. */
final class RangeEndpoint {
  private final Market market;
  private final Plan plan;
  private final boolean emptyLastPage;

  /**
   * @param emptyLastPage whether a last page that is full leads to an empty one
   */
  RangeEndpoint(Market market, Plan plan, boolean emptyLastPage) {
    this.market = market;
    this.plan = plan;
    this.emptyLastPage = emptyLastPage;
  }

  /**
   * One page. {@code from} and {@code to} of the path are both inclusive and snapped to the windows
   * they lie in.
   *
   * @param nextBase scheme and host of {@code next_url}
   * @param before path and query of the page before, if this is not the first
   */
  BarPage page(
      List<String> path,
      Query parameters,
      ApiRequest request,
      String nextBase,
      Optional<Fault> fault,
      Optional<String> before) {
    RangeRequest asked = RangeRequest.of(path, parameters, market, fault);
    BarReader.Reading reading = read(asked);
    if (fault.orElse(null) instanceof Fault.EmptyOk) {
      return page(asked, 0, List.of(), 0, Optional.empty());
    }
    SpoiledBars spoiled =
        SpoiledBars.of(reading.bars(), fault, asked, () -> before.map(this::barsOf));
    List<WindowBar> bars = spoiled.bars();
    boolean recounted =
        fault.filter(f -> f instanceof WalkFault || f instanceof BarFault).isPresent();
    int baseCount =
        recounted ? bars.stream().mapToInt(WindowBar::baseCount).sum() : reading.baseCount();
    Optional<String> next = next(asked, reading, request, fault).map(nextBase::concat);
    BarPage page = page(asked, baseCount, bars, spoiled.resultsCount(), next);
    return spoiled.edited().map(page::edited).orElse(page);
  }

  private static BarPage page(
      RangeRequest asked,
      int queryCount,
      List<WindowBar> bars,
      int resultsCount,
      Optional<String> next) {
    return new BarPage(
        Optional.of(asked.ticker()),
        asked.adjusted(),
        queryCount,
        resultsCount,
        BarPage.rows(bars),
        next);
  }

  private BarReader.Reading read(RangeRequest asked) {
    var from = plan.within(asked.from(), asked.to(), asked.zone(), market.clock().instant());
    if (asked.listing().isEmpty() || asked.behindTheEnd()) {
      return new BarReader.Reading(List.of(), 0, false);
    }
    Windows windows = windows(asked);
    return market.read(
        asked.listing().get(),
        windows,
        asked.adjusted(),
        windows.start(from),
        windows.end(windows.start(asked.to())),
        asked.descending(),
        asked.limit());
  }

  /** Path and query of the next page. */
  private Optional<String> next(
      RangeRequest asked, BarReader.Reading reading, ApiRequest request, Optional<Fault> fault) {
    if (fault.orElse(null) instanceof Fault.RepeatedPage) {
      return Optional.of(request.targetWithoutKey());
    } else if (fault.orElse(null) instanceof WalkFault.EndlessWalk) {
      return Optional.of(request.path() + "?cursor=" + asked.query().round(request));
    } else if (fault.orElse(null) instanceof WalkFault.EarlyEnd || reading.bars().isEmpty()) {
      return Optional.empty();
    }
    boolean full = emptyLastPage && reading.baseCount() >= asked.limit();
    long edge = reading.bars().get(reading.bars().size() - 1).start();
    return reading.more() || full
        ? Optional.of(asked.next(windows(asked), edge))
        : Optional.empty();
  }

  /** The bars that the answer to an earlier request had, faults aside. */
  private List<WindowBar> barsOf(String target) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    Query parameters = Query.parse(question < 0 ? "" : target.substring(question + 1));
    return read(RangeRequest.of(Query.pathOf(path), parameters, market, Optional.empty())).bars();
  }

  private Windows windows(RangeRequest asked) {
    return market.windows(asked.listing().orElseThrow(), asked.multiplier(), asked.timespan());
  }
}
