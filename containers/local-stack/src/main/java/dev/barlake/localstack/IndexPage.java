package dev.barlake.localstack;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The page at {@code /}: endpoints with their parameters, tickers, and what is odd about them. */
final class IndexPage {
  /** Why a ticker is there, if for more than its bars. */
  static final Map<String, String> NOTES =
      Map.ofEntries(
          Map.entry("BRK.B", "a class share: a dot in the ticker"),
          Map.entry("BCPC", "differs from BCpC in the case of one letter"),
          Map.entry("BCpC", "differs from BCPC in the case of one letter"),
          Map.entry("TRUE", "a reader may take it for a boolean"),
          Map.entry("NULL", "a reader may take it for a missing value"),
          Map.entry("NA", "a reader may take it for a missing value"),
          Map.entry("001", "a reader may take it for a number"),
          Map.entry("THIN", "most of its minutes have no trade, so no bar"),
          Map.entry("NEWC", "listed late; another company had the ticker before"),
          Map.entry("GONE", "delisted"),
          Map.entry("HALT", "one date without any trade"),
          Map.entry("EMOJ", "a name with characters outside the basic plane"),
          Map.entry("QUOT", "a name with quotes, backslashes and a semicolon"),
          Map.entry("LONG", "a name of 300 characters"),
          Map.entry(
              "ODDS",
              "a split under two ids, two splits of one day, dividends without id, dates and"
                  + " currency"),
          Map.entry(Oddities.REPEATED_TICKER, "listed twice, the second time under another name"),
          Map.entry(Oddities.REPEATED_PAYER, "a dividend is listed twice with one id"),
          Map.entry("LOCLY", "over the counter: only in grouped bars with include_otc=true"),
          Map.entry("X:BTCUSD", "trades at all hours; days begin at midnight UTC"),
          Map.entry("C:EURUSD", "days begin at midnight UTC"),
          Map.entry("I:SPX", "no volume, no vwap, no count of trades"),
          Map.entry("O:SPY251219C00650000", "an option: bars, but not in the list of tickers"));

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Barlake: the simulated market</title>
      <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
      body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
      table { border-collapse: collapse } th, td { text-align: left; vertical-align: top;
        padding: .2rem 1rem .2rem 0; border-bottom: 1px solid #8884 } code { white-space: nowrap }
      td:nth-child(2), .names { overflow-wrap: anywhere } .wide { overflow-x: auto }
      </style>
      <h1>The simulated market</h1>
      <p>Everything here is invented, also the prices and events of names you know. The key is
      <code>local-api-key</code>, as <code>Authorization: Bearer</code> or <code>apiKey=</code>.
      A parameter that an endpoint does not have is refused with 400.</p>
      """;

  private static final String CONTROL =
      """
      <h2>Faults</h2>
      <p>Below <code>/_stack/</code>, without a key: faults, lies, the plan's horizon, splits,
      dividends and listings. <code>./barlake stack --help</code> names all of them.</p>
      <pre>curl -X POST "$API_URL/_stack/faults?fault=TooManyRequests&amp;ticker=AAPL&amp;times=3"
      curl -X DELETE "$API_URL/_stack/faults"
      curl "$API_URL/_stack/requests"</pre>
      """;

  private IndexPage() {}

  /** HTML in UTF-8, of the market as it is now. */
  static byte[] of(Market market) {
    StringBuilder page = new StringBuilder(HEAD);
    page.append("<h2>Endpoints</h2>\n");
    List<List<String>> endpoints = new ArrayList<>();
    for (Endpoint e : Endpoint.values()) {
      endpoints.add(
          List.of(code(e.path), text(e.answers), text(String.join(", ", e.parameters()))));
    }
    table(page, List.of("path", "answers", "parameters"), endpoints);
    page.append("<h2>Tickers</h2>\n");
    long generated = market.listings().stream().filter(IndexPage::isGenerated).count();
    page.append("<p>Also SIM00001 to SIM99999, of which the lists hold ")
        .append(generated)
        .append(" (<code>--universe</code>).</p>\n");
    List<List<String>> tickers = new ArrayList<>();
    market.listings().stream()
        .filter(listing -> !isGenerated(listing))
        .forEach(listing -> tickers.add(row(listing, market)));
    table(page, List.of("ticker", "name", "market", "CIK, CUSIP", "splits", "notes"), tickers);
    return page.append(CONTROL).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> row(Listing listing, Market market) {
    TickerRow row = new TickerRow(listing, 0, market.today());
    String splits =
        String.join(
            ", ",
            market.splits().stream()
                .filter(s -> s.ticker().equals(listing.ticker()) && s.copy() == 0)
                .map(s -> s.executionDate() + " " + s.splitFrom() + ":" + s.splitTo())
                .toList());
    return List.of(
        code(listing.ticker()),
        text(listing.name()),
        text(listing.market()),
        text(String.join(", ", Stream.concat(row.cik().stream(), row.cusip().stream()).toList())),
        text(splits),
        text(notes(listing)));
  }

  private static String notes(Listing listing) {
    Stream<String> dates =
        Stream.concat(
            listing.delisted().map(d -> "delisted on " + d).stream(),
            listing.halted().map(d -> "halted on " + d).stream());
    Stream<String> first =
        listing.listed().equals(LocalDate.of(2003, 9, 10))
            ? Stream.empty()
            : Stream.of("listed on " + listing.listed());
    Stream<String> note = Stream.ofNullable(NOTES.get(listing.ticker()));
    return String.join("; ", Stream.concat(note, Stream.concat(first, dates)).toList());
  }

  private static boolean isGenerated(Listing listing) {
    return listing.ticker().matches("SIM[0-9]{5}");
  }

  private static void table(StringBuilder page, List<String> head, List<List<String>> rows) {
    page.append("<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>");
    head.forEach(h -> page.append("<th scope=\"col\">").append(h).append("</th>"));
    page.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      page.append("<tr>");
      row.forEach(cell -> page.append("<td>").append(cell).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</tbody></table></div>\n");
  }

  private static String code(String text) {
    return "<code>" + text(text) + "</code>";
  }

  private static String text(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
