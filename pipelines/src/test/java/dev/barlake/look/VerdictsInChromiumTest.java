package dev.barlake.look;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.barlake.pipelines.verify.VerifyWorld;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake with holes, verified, and its page in a real browser. */
class VerdictsInChromiumTest {
  @TempDir private static Path directory;
  private static Path lake;
  private static Path page;
  private static Chromium browser;

  /** October: AAPL lacks an afternoon, MSFT a date of its adjusted bars; 22 dates, 4 series. */
  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Chromium.path().isPresent(), "No Chromium here: apt-get install chromium; skipped");
    lake = directory.resolve("lake");
    page = directory.resolve("report.html");
    try (VerifyWorld world = new VerifyWorld(lake)) {
      world.extract("--tickers=AAPL,MSFT", "--timespan=minute", "--adjusted=both");
      world.verify("--runId=v1");
      world.hole("AAPL", false, "2026-10-15T17:00:00Z", "2026-10-15T20:00:00Z");
      world.hole("MSFT", true, "2026-10-20T04:00:00Z", "2026-10-21T04:00:00Z");
      world.verify("--runId=v2");
    }
    Said said = Said.by(Report::run, Map.of(), "--lake=" + lake, "--out=" + page);
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
  void aFindingShowsItsDayTheGapAndTheCommand() {
    assertThat(browser.text("#findings-list tbody")).contains("AAPL", "2026-10-15", "MSFT");
    click("2026-10-15");

    assertThat(browser.text("#finding-name")).contains("AAPL, 1minute raw, 2026-10-15");
    assertThat(browser.text("#finding-readout"))
        .contains("AAPL, 2026-10-15", "17:00 to 20:00 is shaded");
    assertThat(browser.text("#finding-heal"))
        .isEqualTo(
            "./barlake verify --lake=%s --tickers=AAPL --from=2026-10-15 --to=2026-10-15 --heal=true"
                .formatted(lake));
    assertThat(browser.troubles()).isEmpty();
    // Within the gap the ground is shaded, and before it is not.
    assertThat(ground("18:30")).isNotEqualTo(ground("16:00"));
    assertThat(browser.eval("document.activeElement.id").asText()).isEqualTo("finding-name");
  }

  @Test
  void aCellIsReachedByKeyboardAndSaysWhatItIs() {
    browser.eval("document.querySelector('#verify-layer').value = 1");
    browser.eval(
        "document.querySelector('#verify-layer').dispatchEvent(new Event('change'));"
            + "document.querySelector('#verify-heat').focus()");
    // Both have a finding, so the second row is MSFT. 2026-10-20 is the 14th trading date of
    // October.
    browser.press("ArrowDown", 40);
    for (int i = 0; i < 13; i++) {
      browser.press("ArrowRight", 39);
    }
    assertThat(browser.text("#verify-cell")).startsWith("MSFT, 1minute adjusted, 2026-10-20: ");
    assertThat(browser.text("#verify-cell")).contains("(new)");
    browser.press("Enter", 13);

    assertThat(browser.text("#finding-name")).contains("MSFT, 1minute adjusted, 2026-10-20");
    assertThat(browser.text("#finding-readout")).startsWith("MSFT, 2026-10-20: 0 bars");
  }

  @Test
  void aClickOnACellShowsItsDay() {
    browser.eval("window.scrollTo(0, 0)");
    browser.click("#findings-list tr:last-child button");
    // The cell of AAPL, the first row of raw bars, on the 11th date; by the map's own measures.
    browser.eval(
        """
        (() => { const c = $("verify-canvas").getBoundingClientRect();
          $("verify-canvas").dispatchEvent(new MouseEvent("click", {bubbles: true,
            clientX: c.left + VERDICT_NAME + verdicts.width * 10.5,
            clientY: c.top + VERDICT_HEAD + VERDICT_ROW / 2})); })()\
        """);
    assertThat(browser.text("#finding-name")).contains("AAPL, 1minute raw, 2026-10-15");
  }

  /** The second run made anew what the holes changed, a month's file each, and what compares. */
  @Test
  void itSaysWhatChangedSinceTheVerifyBefore() {
    assertThat(browser.text("#verify-since")).contains("run v2", "verdicts: ", "suspect");
    browser.click("#verify-new");
    assertThat(browser.eval("$('verify-new').checked").asBoolean()).isTrue();
  }

  @Test
  void theCommandIsCopied() {
    browser.click("#finding-copy");
    browser.waitFor("document.querySelector('#finding-copied').textContent !== ''");
    assertThat(browser.eval("getSelection().toString()").asText())
        .startsWith("./barlake verify --lake=");
  }

  @Test
  void aNarrowScreenScrollsOnlyInsideTables() {
    browser.viewport(400, 800);
    browser.waitFor("document.querySelector('#finding-chart canvas').clientWidth < 400");
    assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(400);
  }

  private static void click(String date) {
    browser.eval(
        "[...document.querySelectorAll('#findings-list button')].find(b => b.textContent === '%s')"
                .formatted(date)
            + ".id = 'wanted'");
    browser.click("#wanted");
  }

  /** The color of the chart near its lower edge, where no line is, at a time of 2026-10-15. */
  private static String ground(String time) {
    return browser
        .eval(
            """
            (() => { const u = finding.plot;
              const x = u.valToPos(Date.parse("2026-10-15T%s:30Z") / 1000, "x", true);
              return u.ctx.getImageData(Math.round(x), u.bbox.top + u.bbox.height - 3, 1, 1)
                .data.join(" "); })()\
            """
                .formatted(time))
        .asText();
  }
}
