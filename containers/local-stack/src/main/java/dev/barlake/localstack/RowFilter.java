package dev.barlake.localstack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the parameters of a list ask for: which rows, and in which order. */
final class RowFilter {
  private RowFilter() {}

  /** Equality, {@code .any_of} and the four comparisons; dates as ISO text compare like dates. */
  static <T> Predicate<T> range(Query query, String name, Function<T, String> field) {
    if (name.endsWith("_date")) {
      for (String suffix : List.of("", ".gte", ".gt", ".lte", ".lt")) {
        query.date(name + suffix);
      }
    }
    List<Predicate<String>> conditions = new ArrayList<>(equal(query, name));
    compare(conditions, query, name + ".gte", (value, bound) -> value.compareTo(bound) >= 0);
    compare(conditions, query, name + ".gt", (value, bound) -> value.compareTo(bound) > 0);
    compare(conditions, query, name + ".lte", (value, bound) -> value.compareTo(bound) <= 0);
    compare(conditions, query, name + ".lt", (value, bound) -> value.compareTo(bound) < 0);
    return all(conditions, field);
  }

  static <T> Predicate<T> oneOf(Query query, String name, Function<T, String> field) {
    return all(equal(query, name), field);
  }

  /** {@code search}: text that ticker or name contain, whatever its case. */
  static <T> Predicate<T> search(Query query, Function<T, String> tickerAndName) {
    return query
        .text("search")
        .map(text -> text.toLowerCase(Locale.ROOT))
        .<Predicate<T>>map(
            text -> row -> tickerAndName.apply(row).toLowerCase(Locale.ROOT).contains(text))
        .orElse(row -> true);
  }

  /**
   * Old endpoints: {@code sort=field} and {@code order}; new ones: {@code
   * sort=field.dir,field.dir}.
   */
  static <T> Comparator<T> order(
      ListRequest request,
      Map<String, Comparator<T>> fields,
      String standardField,
      String standardOrder) {
    Query query = request.query();
    String sort =
        request.isOld()
            ? query.text("sort").orElse(standardField)
                + "."
                + query.choice("order", standardOrder, "asc", "desc")
            : query.text("sort").orElse(standardField + "." + standardOrder);
    Comparator<T> order = null;
    for (String part : sort.split(",", -1)) {
      String[] fieldAndOrder = part.split("\\.", 2);
      Comparator<T> field = fields.get(fieldAndOrder[0]);
      String direction = fieldAndOrder.length == 2 ? fieldAndOrder[1] : "asc";
      boolean descending = direction.equals("desc");
      if (field == null || !(descending || direction.equals("asc"))) {
        throw ApiError.badRequest("Cannot sort by '" + part + "'");
      }
      Comparator<T> next = descending ? field.reversed() : field;
      order = order == null ? next : order.thenComparing(next);
    }
    return order;
  }

  private static List<Predicate<String>> equal(Query query, String name) {
    List<Predicate<String>> conditions = new ArrayList<>();
    compare(conditions, query, name, String::equals);
    compare(
        conditions,
        query,
        name + ".any_of",
        (value, values) -> Arrays.asList(values.split(",", -1)).contains(value));
    return conditions;
  }

  private static void compare(
      List<Predicate<String>> conditions,
      Query query,
      String name,
      BiPredicate<String, String> holds) {
    query.text(name).ifPresent(bound -> conditions.add(value -> holds.test(value, bound)));
  }

  /**
   * Without a condition no row is looked at: a list may have half a million. A missing value passes
   * none.
   */
  private static <T> Predicate<T> all(
      List<Predicate<String>> conditions, Function<T, String> field) {
    Predicate<String> holds = conditions.stream().reduce(value -> true, Predicate::and);
    return conditions.isEmpty()
        ? row -> true
        : row -> {
          String value = field.apply(row);
          return !value.isEmpty() && holds.test(value);
        };
  }
}
