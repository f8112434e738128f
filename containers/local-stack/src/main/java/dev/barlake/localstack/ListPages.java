package dev.barlake.localstack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One kind of list in pages by cursor. The whole list of a query is made once and kept until the
 * market changes, so that a page of a large one costs no more than its rows.
 */
final class ListPages<T> {
  private static final int MOST_LISTS = 8;

  private final Market market;
  private final Function<T, Set<String>> names;
  private final Map<String, List<T>> lists = new LinkedHashMap<>();
  private Object version = "";

  /**
   * @param names the ticker of a row, and its id if it has one: for faults of single rows
   */
  ListPages(Market market, Function<T, Set<String>> names) {
    this.market = market;
    this.names = names;
  }

  /**
   * The cursor is the request itself with the number of rows that are behind, and with {@code
   * rows_kept} if a fault makes the walk short.
   */
  byte[] page(
      ListRequest request,
      int limit,
      boolean withCount,
      Supplier<List<T>> list,
      BiConsumer<Json, T> write) {
    Query query = request.query();
    String nextBase = request.nextBase();
    Fault fault = request.fault().orElse(null);
    List<T> all = fault instanceof Fault.EmptyOk ? List.of() : cached(request, list);
    int kept =
        fault instanceof Fault.ShortList f
            ? (int) (all.size() * f.keepShare())
            : query.text("rows_kept").map(v -> Query.whole("rows_kept", v)).orElse(all.size());
    int end = Math.min(kept, all.size());
    int offset = query.text("page_marker").map(v -> Query.whole("page_marker", v)).orElse(0);
    List<T> rows = spoil(all, Math.min(offset, end), Math.min(offset + limit, end), limit, fault);
    Json json = new Json().open('{');
    if (!(fault instanceof Fault.EmptyOk)) {
      write(json, rows, write, fault);
    }
    json.field("status", "OK").field("request_id", request.requestId());
    if (withCount) {
      boolean endless = fault instanceof WalkFault.EndlessPage && !rows.isEmpty();
      json.field("count", endless ? ((WalkFault.EndlessPage) fault).results() : (long) rows.size());
    }
    if (fault instanceof Fault.RepeatedPage) {
      json.field("next_url", nextBase + request.request().targetWithoutKey());
    } else if (fault instanceof WalkFault.EndlessWalk) {
      String cursor = query.round(request.request());
      json.field("next_url", nextBase + request.path() + "?cursor=" + cursor);
    } else if (offset + limit < end && !(fault instanceof WalkFault.EarlyEnd)) {
      Query next = kept < all.size() ? query.and("rows_kept", kept) : query;
      String cursor = Query.cursor(next.with("page_marker", Integer.toString(offset + limit)));
      json.field("next_url", nextBase + request.path() + "?cursor=" + cursor);
    }
    return json.close('}').toBytes();
  }

  /** The rows from {@code from} (inclusive) to {@code to} (exclusive) after a fault. */
  private List<T> spoil(List<T> all, int from, int to, int limit, Fault fault) {
    if (fault instanceof WalkFault.EarlyEnd early) {
      return all.subList(from, from + early.kept(to - from));
    } else if (fault instanceof WalkFault.RepeatedBorder border) {
      return all.subList(Math.max(0, from - border.count()), to);
    } else if (fault instanceof WalkFault.PageBefore) {
      return all.subList(Math.max(0, from - limit), from);
    } else if (fault instanceof WalkFault.EndlessWalk walk && walk.empty()) {
      return List.of();
    } else if (fault instanceof ListFault.MissingRows missing) {
      return all.subList(from, to).stream()
          .filter(row -> Collections.disjoint(names.apply(row), missing.names()))
          .toList();
    }
    return all.subList(from, to);
  }

  private void write(Json json, List<T> rows, BiConsumer<Json, T> write, Fault fault) {
    json.name("results").open('[');
    for (T row : rows) {
      if (fault instanceof ListFault.OddValue odd && isOdd(odd, row, rows)) {
        Json alone = new Json().open('{');
        write.accept(alone, row);
        json.raw(RowText.with(alone.close('}').toBytes(), odd.field(), odd.json()));
      } else {
        json.open('{');
        write.accept(json, row);
        json.close('}');
      }
    }
    json.close(']');
  }

  private boolean isOdd(ListFault.OddValue odd, T row, List<T> rows) {
    return odd.names().isEmpty()
        ? row == rows.get(0)
        : !Collections.disjoint(names.apply(row), odd.names());
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
    String key = request.path() + "?" + request.query().and("round", 0).with("page_marker", "0");
    if (!lists.containsKey(key) && lists.size() >= MOST_LISTS) {
      lists.remove(lists.keySet().iterator().next());
    }
    return lists.computeIfAbsent(key, k -> list.get());
  }
}
