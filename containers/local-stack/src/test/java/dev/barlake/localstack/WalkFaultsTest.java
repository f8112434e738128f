package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults between the first page of a walk and its end, in bars and in lists. */
class WalkFaultsTest {
  private final MarketSimulator simulator = MarketSimulator.builder().universe(20).start();
  private final Http http = new Http(simulator);

  @AfterEach
  void close() {
    simulator.close();
  }

  /** Five pages or more, each full. */
  private static String walk(Fault.In in) {
    return in == Fault.In.BARS
        ? "/v2/aggs/ticker/AAPL/range/1/day/2024-07-29/2024-08-30?limit=5"
        : "/stocks/v1/dividends?limit=5&ticker=AAPL";
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.In.class,
      names = {"BARS", "LISTS"})
  void anAnnouncedPageComesEmptyOnce(Fault.In in) throws Exception {
    List<JsonNode> truth = http.walk(walk(in));
    simulator.inject(Injection.of(new Fault.EmptyOk(in)).page(3));

    List<JsonNode> pages = http.walk(walk(in));

    assertThat(pages).hasSize(3);
    assertThat(pages.get(2).has("results") || pages.get(2).has("next_url")).isFalse();
    assertThat(pages.get(2).get("status").asText()).isEqualTo("OK");
    assertThat(keys(http.walk(walk(in)))).isEqualTo(keys(truth));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.In.class,
      names = {"BARS", "LISTS"})
  void anAnswerEndsEarlyAndNamesNoNextPage(Fault.In in) throws Exception {
    List<String> truth = keys(http.walk(walk(in)));
    simulator.inject(Injection.of(new WalkFault.EarlyEnd(in, 0.4)).page(2));

    List<JsonNode> pages = http.walk(walk(in));

    assertThat(pages).hasSize(2);
    assertThat(keys(pages)).isEqualTo(truth.subList(0, 7));
    if (in == Fault.In.BARS) {
      assertThat(pages.get(1).get("queryCount").asInt()).isEqualTo(2);
      assertThat(pages.get(1).get("resultsCount").asInt()).isEqualTo(2);
    }
    assertThat(keys(http.walk(walk(in)))).isEqualTo(truth);
  }

  @Test
  void anEarlyEndOfTheFirstAndOnlyPageKeepsItsFirstBars() throws Exception {
    String whole = walk(Fault.In.BARS).replace("limit=5", "limit=5000");
    List<String> truth = keys(http.walk(whole));
    simulator.inject(Injection.of(new WalkFault.EarlyEnd(Fault.In.BARS, 0)));

    assertThat(keys(http.walk(whole))).isEqualTo(truth.subList(0, 1));
    assertThatThrownBy(() -> new WalkFault.EarlyEnd(Fault.In.BARS, 1.1))
        .hasMessageContaining("1.1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.In.class,
      names = {"BARS", "LISTS"})
  void eachPageBeginsWithTheLastOnesOfThePageBefore(Fault.In in) throws Exception {
    List<JsonNode> truth = http.walk(walk(in));
    simulator.inject(Injection.of(new WalkFault.RepeatedBorder(in, 3)).forever());

    List<JsonNode> pages = http.walk(walk(in));

    assertThat(pages).hasSameSizeAs(truth);
    assertThat(pages.get(0).get("results")).isEqualTo(truth.get(0).get("results"));
    for (int i = 1; i < pages.size(); i++) {
      List<String> before = keys(truth.subList(i - 1, i));
      List<String> expected = new ArrayList<>(before.subList(2, 5));
      expected.addAll(keys(truth.subList(i, i + 1)));
      assertThat(keys(pages.subList(i, i + 1))).isEqualTo(expected);
    }
  }

  @Test
  void aDescendingWalkRepeatsItsBordersToo() throws Exception {
    String down = walk(Fault.In.BARS) + "&sort=desc&adjusted=false";
    List<String> first = keys(http.walk(down)).subList(0, 5);
    simulator.inject(Injection.of(new WalkFault.RepeatedBorder(Fault.In.BARS, 2)).page(2));

    List<String> second = keys(http.walk(down).subList(1, 2));

    assertThat(second.subList(0, 2)).isEqualTo(first.subList(3, 5));
    assertThat(second).isSortedAccordingTo((a, b) -> b.compareTo(a)).hasSize(7);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.In.class,
      names = {"BARS", "LISTS"})
  void aPageIsWhollyThePageBefore(Fault.In in) throws Exception {
    List<JsonNode> truth = http.walk(walk(in));
    simulator.inject(Injection.of(new WalkFault.PageBefore(in)).page(3));

    List<JsonNode> pages = http.walk(walk(in));

    assertThat(pages).hasSameSizeAs(truth);
    assertThat(pages.get(2).get("results")).isEqualTo(truth.get(1).get("results"));
    assertThat(pages.get(2).get("next_url")).isEqualTo(truth.get(2).get("next_url"));
    assertThat(pages.get(3).get("results")).isEqualTo(truth.get(3).get("results"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.In.class,
      names = {"BARS", "LISTS"})
  void aWalkWithoutEndLeadsToNewCursorsAndTheSamePage(Fault.In in) throws Exception {
    simulator.inject(Injection.of(new WalkFault.EndlessWalk(in, false)).forever());

    Set<String> cursors = new HashSet<>();
    JsonNode first = http.get(walk(in)).json();
    JsonNode page = first;
    for (int i = 0; i < 12; i++) {
      assertThat(cursors.add(Http.next(page))).isTrue();
      page = http.get(Http.next(page)).json();
      assertThat(page.get("results")).isEqualTo(first.get("results"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.In.class,
      names = {"BARS", "LISTS"})
  void aWalkWithoutEndMayHaveEmptyPages(Fault.In in) throws Exception {
    simulator.inject(Injection.of(new WalkFault.EndlessWalk(in, true)).forever());

    JsonNode first = http.get(walk(in)).json();
    JsonNode second = http.get(Http.next(first)).json();

    assertThat(keys(List.of(first, second))).isEmpty();
    assertThat(Http.next(second)).isNotNull().isNotEqualTo(Http.next(first));
    simulator.clearFaults();
    assertThat(keys(http.walk(Http.next(second)))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPageHasMoreResultsThanAllowed(boolean gzip) throws Exception {
    String list = "/v3/reference/tickers?limit=7";
    simulator.inject(Injection.of(new WalkFault.EndlessPage(Fault.In.BARS, 60_001)));
    simulator.inject(Injection.of(new WalkFault.EndlessPage(Fault.In.LISTS, 5_003)));

    JsonNode bars = get(walk(Fault.In.BARS), gzip);
    JsonNode rows = get(list, gzip);

    assertThat(bars.get("results")).hasSize(60_001);
    assertThat(bars.get("resultsCount").asInt()).isEqualTo(60_001);
    assertThat(bars.get("results").get(60_000)).isEqualTo(bars.get("results").get(60_000 % 5));
    assertThat(Http.next(bars)).isNotNull();
    assertThat(rows.get("results")).hasSize(5_003);
    assertThat(rows.get("count").asInt()).isEqualTo(5_003);
    assertThat(http.get(list).json().get("results")).hasSize(7);
  }

  @Test
  void walkFaultsAreInjectedOverHttpToo() throws Exception {
    http.control("POST", "/_stack/faults?fault=RepeatedBorder&count=2&in=LISTS&page=2");
    http.control("POST", "/_stack/faults?fault=EarlyEnd&keepShare=0.2&in=BARS");
    http.control("POST", "/_stack/faults?fault=PageBefore&in=LISTS&page=4");
    http.control("POST", "/_stack/faults?fault=EndlessWalk&empty=true&ticker=KO");
    http.control("POST", "/_stack/faults?fault=EndlessPage&results=51&ticker=MSFT");

    List<JsonNode> lists = http.walk(walk(Fault.In.LISTS));
    assertThat(lists.get(1).get("results")).hasSize(7);
    assertThat(lists.get(3).get("results")).isEqualTo(lists.get(2).get("results"));
    assertThat(http.walk(walk(Fault.In.BARS))).hasSize(1);
    JsonNode endless = http.get(walk(Fault.In.BARS).replace("AAPL", "KO")).json();
    assertThat(endless.has("results")).isFalse();
    assertThat(endless.has("next_url")).isTrue();
    assertThat(http.get(walk(Fault.In.BARS).replace("AAPL", "MSFT")).json().get("results"))
        .hasSize(51);
  }

  private JsonNode get(String target, boolean gzip) throws Exception {
    Http.Answer answer =
        http.send(
            target,
            "Authorization",
            "Bearer local-api-key",
            "Accept-Encoding",
            gzip ? "gzip" : "identity");
    assertThat(answer.raw().headers().firstValue("Content-Encoding").isPresent()).isEqualTo(gzip);
    return answer.json();
  }

  /** Start of the window, or id. */
  private static List<String> keys(List<JsonNode> pages) {
    return pages.stream()
        .flatMap(page -> StreamSupport.stream(page.path("results").spliterator(), false))
        .map(row -> row.has("t") ? row.get("t").asText() : row.get("id").asText())
        .toList();
  }
}
