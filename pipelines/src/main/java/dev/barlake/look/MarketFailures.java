package dev.barlake.look;

import com.fasterxml.jackson.databind.JsonNode;
import dev.barlake.market.MarketReceipt;
import dev.barlake.pipelines.cli.ShortList;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Dates of the whole market that failed in one way, or are not published yet.
 *
 * @param run that brought them
 * @param receipts at least one, all of one tree
 */
record MarketFailures(Run run, List<MarketReceipt> receipts) implements FailureGroup {
  private static final String PENDING = "pending";
  private static final int MESSAGES = 3;

  /** What a category means and what to do about it. */
  private record Words(String what, String then) {}

  private static final Map<String, Words> WORDS =
      Map.of(
          PENDING,
          new Words("not published yet", "Run it again later; flat files come the next day:"),
          "transient",
          new Words("no answer, or not all of it", "Run it again later:"),
          "refused",
          new Words(
              "the vendor refuses it",
              "If your plan does not reach so far, ask for less or take a plan that does. Else:"),
          "absent",
          new Words("the vendor does not have this date", "If it comes after all:"),
          "damaged",
          new Words(
              "what came cannot be read",
              "The file that was there stays. Run it again when the vendor has replaced it:"),
          "rows",
          new Words(
              "too many rows are no bars of the date",
              "The file that was there stays. Run it again when the vendor has replaced it:"),
          "lake",
          new Words("the lake could not be written", "Do what the message says. Then:"),
          "adjusted",
          new Words(
              "computed bars differ from the vendor's adjusted ones",
              "A split may be listed late. Run it again later:"));

  /**
   * One group for each tree and category, in the order of the summary.
   *
   * @param receipts as the run left them; its summary has some that no pipeline wrote
   */
  static List<MarketFailures> of(Run run, List<MarketReceipt> receipts) {
    Map<String, MarketReceipt> byDate = new LinkedHashMap<>();
    for (JsonNode failure : run.summary().path("failures")) {
      put(byDate, MarketReceipt.parse(failure.toString()));
    }
    receipts.forEach(receipt -> put(byDate, receipt));
    for (JsonNode date : run.summary().path("pending")) {
      MarketReceipt receipt =
          new MarketReceipt(
              PENDING, run.window(), false, date.asText(), null, null, null, PENDING, null);
      byDate.putIfAbsent(key(receipt), receipt);
    }
    Map<String, List<MarketReceipt>> groups = new LinkedHashMap<>();
    for (MarketReceipt receipt : byDate.values()) {
      groups
          .computeIfAbsent(receipt.adjusted() + category(receipt), k -> new ArrayList<>())
          .add(receipt);
    }
    return groups.values().stream().map(group -> new MarketFailures(run, group)).toList();
  }

  private static void put(Map<String, MarketReceipt> byDate, MarketReceipt receipt) {
    if (receipt.isFailed() || receipt.outcome().equals(PENDING)) {
      byDate.put(key(receipt), receipt);
    }
  }

  private static String key(MarketReceipt receipt) {
    return receipt.adjusted() + " " + receipt.date();
  }

  private static String category(MarketReceipt receipt) {
    return receipt.outcome().equals(PENDING) ? PENDING : receipt.category();
  }

  @Override
  public String category() {
    return category(receipts.get(0));
  }

  @Override
  public int size() {
    return receipts.size();
  }

  @Override
  public String what() {
    return "%s %s of the whole market, %s: %s"
        .formatted(
            receipts.get(0).window(),
            receipts.get(0).adjusted() ? "adjusted" : "raw",
            ShortList.some(dates()),
            words().what());
  }

  @Override
  public List<String> messages() {
    return receipts.stream()
        .map(MarketReceipt::message)
        .filter(message -> message != null)
        .distinct()
        .limit(MESSAGES)
        .toList();
  }

  @Override
  public String then() {
    return words().then();
  }

  @Override
  public Optional<String> command(String sameLake) {
    TreeSet<String> dates = dates();
    return Optional.of(
        MarketCommand.of(
            run.summary().path("source").asText().equals("grouped"),
            receipts.get(0).window(),
            receipts.get(0).adjusted() || run.summary().path("watermark").has("adjusted=true"),
            LocalDate.parse(dates.first()),
            LocalDate.parse(dates.last()),
            sameLake));
  }

  private Words words() {
    return WORDS.getOrDefault(category(), new Words(category(), "See the message. Then:"));
  }

  private TreeSet<String> dates() {
    return receipts.stream()
        .map(MarketReceipt::date)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
