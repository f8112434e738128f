package dev.barlake.look;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.barlake.lake.Lake;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Timespan;
import dev.barlake.verify.Check;
import dev.barlake.verify.Gap;
import dev.barlake.verify.Verdict;
import dev.barlake.verify.VerdictFile;
import dev.barlake.verify.VerdictRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page gets of verdicts that are written by hand. */
class VerdictPartsTest {
  private static final String NOON = "2024-01-03T17:00:00Z";

  @TempDir private Path directory;
  private Lake lake;

  @BeforeEach
  void write() {
    lake = Lake.open(directory.toString(), PipelineOptionsFactory.create());
    day(
        "2024-01-02",
        row("AAPL", "2024-01-02", Verdict.VERIFIED, "old"),
        row("IBM", "2024-01-02", Verdict.SUSPECT, Check.EPOCH, "other splits", -1, "old"));
    day(
        "2024-01-03",
        silent("AAPL", NOON, -10),
        row("IBM", "2024-01-03", Verdict.SUSPECT, Check.EPOCH, "other splits", -1, "old"),
        silent("MSFT", NOON, -30));
    day(
        "2024-01-04",
        row("AAPL", "2024-01-04", Verdict.VERIFIED, "old"),
        row("MSFT", "2024-01-04", Verdict.SILENT, "new"));
    receipt("zz-old", "2024-01-05T06:00:00Z", "{\"verified\":2,\"suspect\":2}");
    receipt("new", "2024-01-06T06:00:00Z", "{\"verified\":2,\"silent\":1,\"suspect\":4}");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void aCellIsALetterAndACapitalIfTheLastRunMadeIt() {
    JsonNode verify = data().get("verify");

    assertThat(verify.get("run").asText()).isEqualTo("new");
    assertThat(verify.get("made")).hasToString("{\"silent\":1,\"suspect\":2}");
    assertThat(verify.get("all")).hasToString("{\"verified\":2,\"silent\":1,\"suspect\":4}");
    JsonNode layer = verify.get("layers").get(0);
    assertThat(layer.get("name").asText()).isEqualTo("1minute raw");
    // 2024-01-02 is day 19,724, twice 39,448: the digits of 32 are 24, 16, 6 and 1, the first
    // three marked by 32 more: 4, w, m and B. Twice one day is C.
    assertThat(layer.get("dates").asText()).isEqualTo("4wmBCC");
    assertThat(layer.get("rows"))
        .hasToString("[[\"AAPL\",\"vUv\"],[\"IBM\",\"u2.\"],[\"MSFT\",\".US\"]]");
  }

  @Test
  void whatBelongsTogetherIsOneFindingTheWorstFirst() {
    JsonNode findings = data().get("findings");

    assertThat(findings.get("count").asInt()).isEqualTo(2);
    JsonNode scale = findings.get("list").get(0);
    assertThat(scale.get("test").asText()).isEqualTo("epoch");
    assertThat(scale.get("count").asInt()).isEqualTo(2);
    assertThat(scale.get("heal").asText())
        .isEqualTo(
            "./barlake verify --lake=x --tickers=IBM --from=2024-01-02 --to=2024-01-03 --heal=true");
    JsonNode silence = findings.get("list").get(1);
    assertThat(silence.get("tickers")).hasToString("[\"AAPL\",\"MSFT\"]");
    assertThat(silence.get("heal").asText())
        .isEqualTo(
            "./barlake verify --lake=x --tickers=AAPL,MSFT --from=2024-01-03 --to=2024-01-03"
                + " --heal=true");
    assertThat(silence.get("text").asText()).isEqualTo("MSFT is silent");
    // Days of each finding's worst row first: IBM 0, MSFT 1; then the second rows, IBM 2, AAPL 3.
    assertThat(silence.get("rows"))
        .hasToString(
            "[[\"MSFT\",false,\"2024-01-03\",\"\",1],"
                + "[\"AAPL\",false,\"2024-01-03\",\"AAPL is silent\",3]]");
  }

  @Test
  void aDayHasItsBarsAndTheGap() {
    new SmallLake(lake)
        .bars(new BarSeries("MSFT", 1, Timespan.MINUTE, false), "2024-01-02", "2024-01-04", "none");
    JsonNode day = data().get("findings").get("days").get(1);

    // The session is 14:30 to 21:00 UTC. The bar is at noon in New York, 17:00 UTC; the gap is five
    // minutes from there. Prices are 100.3, 1 up and 1 down.
    long noon = Instant.parse(NOON).getEpochSecond() / 60;
    assertThat(day.get("unit").asInt()).isEqualTo(60);
    assertThat(day.get("from").asLong()).isEqualTo(noon - 150);
    assertThat(day.get("to").asLong()).isEqualTo(noon + 240);
    assertThat(day.get("gap")).hasToString("[%d,%d]".formatted(noon, noon + 5));
    assertThat(day.get("bars").asInt()).isEqualTo(1);
    assertThat(day.get("decimals").asInt()).isEqualTo(1);
    // Twice 1003 is 2006: the digits of 32 are 22, 30 and 1, so 2, - and B.
    assertThat(day.get("close").asText()).isEqualTo("2-B");
  }

  @Test
  void statusSaysTheLastVerdictsAndTheCommand() {
    new SmallLake(lake).bars(SmallLake.AAPL, "2024-01-02", "2024-01-04", "none");

    assertThat(Said.by(Status::run, Map.of(), "--lake=" + directory).out().lines())
        .contains(
            "Verified 2024-01-06 06:00:00 UTC: 2 verified, 1 silent, 4 suspect. Again, and healed:"
                + " ./barlake verify --lake="
                + directory
                + " --heal=true");
  }

  private ObjectNode data() {
    ObjectNode data = new JsonMapper().createObjectNode();
    VerdictContents verdicts = VerdictContents.read(lake, ticker -> true);
    VerdictMap.part(verdicts, "--lake=x").data().accept(data);
    VerdictFindings.part(lake, verdicts, "--lake=x").data().accept(data);
    return data;
  }

  private void day(String date, VerdictRow... rows) {
    lake.write(
        VerdictFile.path("1minute", LocalDate.parse(date)), VerdictFile.write(List.of(rows)));
  }

  private void receipt(String run, String startedAt, String counts) {
    lake.write(
        "_verify/runs/" + run + ".json",
        "{\"startedAt\":\"%s\",\"counts\":%s}"
            .formatted(startedAt, counts)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static VerdictRow row(String ticker, String date, Verdict verdict, String run) {
    return row(ticker, date, verdict, Check.NONE, "", -1, run);
  }

  /** Five minutes from an instant, which other tickers share. */
  private static VerdictRow silent(String ticker, String from, int log10) {
    long start = Instant.parse(from).toEpochMilli();
    return new VerdictRow(
        ticker,
        false,
        LocalDate.parse(from.substring(0, 10)),
        Verdict.SUSPECT,
        Check.SILENCE,
        -1,
        380,
        ticker + " is silent",
        start,
        start + 300_000,
        start,
        List.of(new Gap(start, start + 300_000, log10)),
        "",
        "",
        -1,
        -1,
        0,
        "new");
  }

  private static VerdictRow row(
      String ticker,
      String date,
      Verdict verdict,
      Check check,
      String text,
      long from,
      String run) {
    return new VerdictRow(
        ticker,
        false,
        LocalDate.parse(date),
        verdict,
        check,
        -1,
        0,
        text,
        from,
        from,
        -1,
        List.of(),
        "",
        "",
        -1,
        -1,
        0,
        run);
  }
}
