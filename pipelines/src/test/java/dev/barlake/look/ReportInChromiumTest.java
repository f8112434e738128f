package dev.barlake.look;

import static dev.barlake.look.SmallLake.AAPL;
import static dev.barlake.look.SmallLake.AAPL_RAW;
import static dev.barlake.look.SmallLake.NULL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser: it draws itself, and works by mouse, keyboard and screen reader. */
class ReportInChromiumTest {
  private static final BarSeries EVIL = new BarSeries("</script><b>", 1, Timespan.HOUR, true);

  @TempDir private static Path directory;
  private static Path page;
  private static Chromium browser;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Chromium.path().isPresent(), "No Chromium here: apt-get install chromium; skipped");
    try (Lake lake =
        Lake.open(directory.resolve("lake").toString(), PipelineOptionsFactory.create())) {
      new SmallLake(lake)
          .bars(AAPL, "2024-01-01", "2024-01-31", "2024-02-20 1:4")
          .bars(AAPL, "2024-02-15", "2024-03-29", "2024-02-20 1:4")
          .bars(AAPL_RAW, "2024-01-01", "2024-01-31", "none")
          .bars(NULL, "2023-01-01", "2023-12-31", "none")
          .bars(EVIL, "2024-01-01", "2024-01-31", "none")
          .summary(
              "r1", "\"startedAt\":\"2024-04-01T06:00:00Z\",\"exitCode\":3,\"window\":\"1hour\"")
          .failures(
              "r1", SmallLake.failed(AAPL, "2024-02-01", "2024-02-14", "transient", "<i>503</i>"))
          .market("2024-01-02", "2024-01-04");
    }
    page = directory.resolve("report.html");
    Said said =
        Said.by(Report::run, Map.of(), "--lake=" + directory.resolve("lake"), "--out=" + page);
    assertThat(said.err()).isEmpty();
    browser = Chromium.start(directory.resolve("profile"));
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.viewport(1280, 900);
    browser.scheme("light");
    browser.open(page);
  }

  @Test
  void itDrawsItselfWithoutANetworkAndShowsTextAsText() {
    // 21 days of January, and 10 and 20 of February and March, by hand from the calendar.
    assertThat(browser.text("#tiles"))
        .contains("Tickers3", "✗ failed in part", "1 series have some");
    assertThat(browser.text("#failures-list"))
        .contains("<i>503</i>", "--from=2024-02-01 --to=2024-02-14");
    assertThat(browser.text("#splits-table")).contains("AAPL", "2024-02-20", "1:4");
    assertThat(browser.text("#runs-table")).contains("r1", "failed in part");
    assertThat(browser.text("#market-table")).contains("1day raw2024-01-022024-01-0421");
    assertThat(browser.text("#market-missing"))
        .contains("1 trading dates of 1day raw", "--from=2024-01-03 --to=2024-01-03");
    assertThat(
            browser
                .eval("[...document.querySelectorAll('#ticker option')].map(o => o.value)")
                .toString())
        .isEqualTo("[\"</script><b>\",\"AAPL\",\"NULL\"]");
    assertThat(browser.troubles()).isEmpty();
  }

  @Test
  void aCellSaysWhatItIsAndAClickShowsTheTickersPrices() {
    browser.eval(
        "document.querySelector('#map').value = [...document.querySelectorAll('#map option')]"
            + ".find(o => o.textContent === '1hour adjusted').value;"
            + "document.querySelector('#map').dispatchEvent(new Event('change'))");
    assertThat(
            browser
                .eval("document.querySelector('td[data-r=\"1\"][data-c=\"1\"]').ariaLabel")
                .asText())
        .isEqualTo("AAPL, February 2024: 10 of 20 trading days covered, 10 bars, 1 a day");
    browser.click("td[data-r=\"1\"][data-c=\"1\"]");

    assertThat(browser.text("#readout")).isEqualTo("AAPL 2024-03-28: adjusted 108.80");
    assertThat(
            browser
                .eval("document.querySelector('.heat button[aria-pressed=true]').textContent")
                .asText())
        .isEqualTo("AAPL");
    assertThat(
            browser
                .eval(
                    "(() => { const c = document.querySelector('#chart canvas'); const d ="
                        + " c.getContext('2d').getImageData(0, 0, c.width, c.height).data; return"
                        + " d.some(v => v > 0); })()")
                .asBoolean())
        .isTrue();
    browser.click("input[value=bars]");
    assertThat(browser.text("#legend")).contains("busiest month");
  }

  @Test
  void theKeyboardMovesThroughCellsAndDates() {
    browser.eval("document.querySelector('.heat td[tabindex=\"0\"]').focus()");
    browser.press("ArrowDown", 40);
    browser.press("End", 35);
    String focused = browser.eval("document.activeElement.ariaLabel").asText();
    assertThat(focused).startsWith("AAPL, March 2024: 20 of 20");
    browser.press("Enter", 13);

    assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("date");
    assertThat(browser.text("#readout")).startsWith("AAPL 2024-03-28");
    browser.press("ArrowLeft", 37);
    assertThat(browser.eval("document.activeElement.getAttribute('aria-valuetext')").asText())
        .isEqualTo("AAPL 2024-03-27: adjusted 108.70");
    browser.press("Home", 36);
    assertThat(browser.text("#readout")).isEqualTo("AAPL 2024-01-02: raw 100.20, adjusted 100.20");
  }

  @Test
  void everyControlHasANameAndEveryTableItsHeads() {
    assertThat(
            browser
                .eval(
                    """
                    [...document.querySelectorAll('input,select,button')]
                      .filter(e => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.ariaLabel
                        && !e.hidden).map(e => e.outerHTML)\
                    """)
                .toString())
        .isEqualTo("[]");
    assertThat(
            browser.eval("document.querySelectorAll('table:not(:has(th[scope]))').length").asInt())
        .isZero();
    assertThat(browser.eval("document.documentElement.lang").asText()).isEqualTo("en");
  }

  /** Text on its ground: 4.5 to 1 is what WCAG 2 asks for. */
  @Test
  void lightAndDarkAreReadable() {
    for (String scheme : new String[] {"light", "dark"}) {
      browser.scheme(scheme);
      assertThat(
              browser
                  .eval(
                      """
                      (() => {
                        const style = getComputedStyle(document.documentElement);
                        const lum = name => { const h = style.getPropertyValue(name).trim();
                          const [r, g, b] = [1, 3, 5].map(i => parseInt(h.slice(i, i + 2), 16) / 255)
                            .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                          return .2126 * r + .7152 * g + .0722 * b; };
                        const pairs = [['--ink', '--page'], ['--ink', '--card'], ['--soft', '--page'],
                          ['--soft', '--card'], ['--accent', '--page'], ['--accent', '--card'],
                          ['--bad', '--card'], ['--good', '--card'],
                          ...['verified', 'suspect', 'missing'].map(v => [`--v-${v}i`, `--v-${v}`]),
                          ...[1, 2, 3, 4, 5].map(i => [`--h${i}i`, `--h${i}`])];
                        return pairs.filter(([a, b]) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p);
                          return (x + .05) / (y + .05) < 4.5; }).join(' '); })()\
                      """)
                  .asText())
          .as(scheme)
          .isEmpty();
    }
  }

  @Test
  void aNarrowScreenScrollsOnlyInsideTables() {
    browser.viewport(400, 800);
    browser.waitFor("document.querySelector('#chart canvas').clientWidth < 400");
    assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(400);
  }

  @Test
  void fiveHundredTickersOfFiveYearsAreDrawnAPageAtATime() throws Exception {
    Path large = directory.resolve("large.html");
    Files.writeString(large, LargeReport.page(500, 60), StandardCharsets.UTF_8);
    assertThat(Files.size(large)).isLessThan(2_000_000);
    browser.open(large);

    assertThat(browser.eval("document.querySelectorAll('.heat tbody tr').length").asInt())
        .isEqualTo(100);
    browser.click("#more");
    assertThat(browser.eval("document.querySelectorAll('.heat tbody tr').length").asInt())
        .isEqualTo(200);
    assertThat(browser.eval("document.activeElement.dataset.ticker").asText()).isEqualTo("T100");
    assertThat(browser.troubles()).isEmpty();
  }
}
