package dev.barlake.localstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * One kind of list in pages by cursor. The whole list of a query is made once and kept until the
 * market changes, so that a page of a large one costs no more than its rows.
 */
final class ListPages<T> {
  private static final int MOST_LISTS = 8;

  private final Market market;
  private final String nextBase;
  private final Map<String, List<T>> lists = new LinkedHashMap<>();
  private Object version = "";

  ListPages(Market market, String nextBase) {
    this.market = market;
    this.nextBase = nextBase;
  }

  /**
   * The cursor is the request itself with the number of rows that are behind, and with {@code
   * rows_kept} where a fault makes the walk short.
   */
  byte[] page(
      ListRequest request,
      int limit,
      boolean withCount,
      Supplier<List<T>> list,
      BiConsumer<Json, T> write) {
    Query query = request.query();
    Fault fault = request.fault().orElse(null);
    List<T> all = fault instanceof Fault.EmptyOk ? List.of() : cached(request, list);
    int kept =
        fault instanceof Fault.ShortList f
            ? (int) (all.size() * f.keepShare())
            : query.text("rows_kept").map(v -> Query.whole("rows_kept", v)).orElse(all.size());
    int end = Math.min(kept, all.size());
    int offset = query.text("page_marker").map(v -> Query.whole("page_marker", v)).orElse(0);
    List<T> rows = all.subList(Math.min(offset, end), Math.min(offset + limit, end));
    Json json = new Json().open('{');
    if (!(fault instanceof Fault.EmptyOk)) {
      json.name("results").open('[');
      for (T row : rows) {
        json.open('{');
        write.accept(json, row);
        json.close('}');
      }
      json.close(']');
    }
    json.field("status", "OK").field("request_id", request.requestId());
    if (withCount) {
      json.field("count", rows.size());
    }
    if (fault instanceof Fault.RepeatedPage) {
      json.field("next_url", nextBase + request.request().targetWithoutKey());
    } else if (offset + limit < end) {
      Query next = kept < all.size() ? query.and("rows_kept", kept) : query;
      String cursor = Query.cursor(next.with("page_marker", Integer.toString(offset + limit)));
      json.field("next_url", nextBase + request.path() + "?cursor=" + cursor);
    }
    return json.close('}').toBytes();
  }

  /**
   * Puts rows in again at the beginning of the page after the one that has them, or at the end of
   * the last.
   */
  static <T> List<T> repeating(List<T> rows, List<T> again, BiPredicate<T, T> same, int limit) {
    List<T> more = new ArrayList<>(rows);
    for (T row : again) {
      for (int i = 0; i < rows.size(); i++) {
        if (same.test(rows.get(i), row)) {
          more.add(Math.min(rows.size(), (i / limit + 1) * limit), row);
          break;
        }
      }
    }
    return more;
  }

  private synchronized List<T> cached(ListRequest request, Supplier<List<T>> list) {
    if (!market.version().equals(version)) {
      version = market.version();
      lists.clear();
    }
    String key = request.path() + "?" + request.query().with("page_marker", "0");
    if (!lists.containsKey(key) && lists.size() >= MOST_LISTS) {
      lists.remove(lists.keySet().iterator().next());
    }
    return lists.computeIfAbsent(key, k -> list.get());
  }
}
