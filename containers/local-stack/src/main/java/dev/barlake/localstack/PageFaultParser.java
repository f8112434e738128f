package dev.barlake.localstack;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Faults of walks, bars and rows as people write them to the control endpoint. */
final class PageFaultParser {
  private PageFaultParser() {}

  /**
   * Reads the parameters of a fault: {@code in} (BARS, or LISTS), {@code keepShare} (0.5), {@code
   * count} (1), {@code empty} (false), {@code results} (1000000), {@code dates} (with commas),
   * {@code field}, {@code json} (empty takes the field out), {@code rows} (tickers and ids with
   * commas), {@code kind} (NULL_RATIO, ZERO_RATIO, BAD_DATE), {@code spelling} (EMPTY, ZERO_DATE,
   * FIRST_DATE, NULL).
   */
  static Fault parse(String name, Query query) {
    return switch (name) {
      case "EarlyEnd" ->
          new WalkFault.EarlyEnd(
              FaultParser.in(query), FaultParser.number(query, "keepShare", 0.5));
      case "RepeatedBorder" ->
          new WalkFault.RepeatedBorder(FaultParser.in(query), FaultParser.whole(query, "count", 1));
      case "PageBefore" -> new WalkFault.PageBefore(FaultParser.in(query));
      case "EndlessWalk" ->
          new WalkFault.EndlessWalk(FaultParser.in(query), query.flag("empty", false));
      case "EndlessPage" ->
          new WalkFault.EndlessPage(
              FaultParser.in(query),
              FaultParser.whole(query, "results", WalkFault.EndlessPage.MILLION));
      case "SilentSessions" -> new BarFault.SilentSessions(dates(query));
      case "SilentMiddle" -> new BarFault.SilentMiddle(FaultParser.whole(query, "count", 1));
      case "NullBar" -> new BarFault.NullBar();
      case "MalformedBar" ->
          new BarFault.MalformedBar(
              FaultParser.required(query, "field"), query.text("json").orElse(""));
      case "BarWithoutTime" -> new BarFault.BarWithoutTime();
      case "MissingRows" -> new ListFault.MissingRows(words(FaultParser.required(query, "rows")));
      case "OddSplit" ->
          new ListFault.OddSplit(
              rows(query), constant(query, "kind", ListFault.OddSplit.Kind.NULL_RATIO));
      case "NullSpelling" ->
          new ListFault.NullSpelling(
              rows(query),
              FaultParser.required(query, "field"),
              constant(query, "spelling", ListFault.NullSpelling.Spelling.EMPTY));
      default -> throw ApiError.badRequest("Unknown fault '" + name + "'");
    };
  }

  private static <E extends Enum<E>> E constant(Query query, String name, E standard) {
    E[] all = standard.getDeclaringClass().getEnumConstants();
    String[] names = Arrays.stream(all).map(Enum::name).toArray(String[]::new);
    return Enum.valueOf(standard.getDeclaringClass(), query.choice(name, standard.name(), names));
  }

  private static Set<String> rows(Query query) {
    return query.text("rows").map(PageFaultParser::words).orElse(Set.of());
  }

  private static Set<LocalDate> dates(Query query) {
    return words(FaultParser.required(query, "dates")).stream()
        .map(Query::parseDate)
        .collect(Collectors.toSet());
  }

  private static Set<String> words(String list) {
    return Arrays.stream(list.split(",", -1)).collect(Collectors.toSet());
  }
}
