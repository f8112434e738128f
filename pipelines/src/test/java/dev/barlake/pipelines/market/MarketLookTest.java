package dev.barlake.pipelines.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.barlake.localstack.Fault;
import dev.barlake.localstack.Injection;
import dev.barlake.look.Failures;
import dev.barlake.look.Report;
import dev.barlake.look.Status;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What status, failures and report say of a lake that the market job has filled. */
class MarketLookTest {
  private static final String GROUPED = "--source=grouped";

  @TempDir private Path lake;
  private MarketWorld world;

  @BeforeEach
  void start() {
    world = new MarketWorld(lake);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void statusCountsDatesAndNamesTheCommandForThoseThatAreMissing() {
    // Thanksgiving is the 26th; 2026-11-11 and 12 are left out between two runs.
    world.run(GROUPED, "--adjusted=both", "--from=2026-11-09", "--to=2026-11-10");
    MarketWorld.Outcome last =
        world.run(GROUPED, "--adjusted=both", "--from=2026-11-13", "--to=2026-11-16");
    assertThat(last.code()).as(last.err()).isEqualTo(ExitCode.DONE);
    String bars =
        world
            .query(
                "SELECT format('{:,}', count(*)) FROM"
                    + " 'LAKE/market/timespan=1day/adjusted=false/*/*.parquet'")
            .get(0);

    String status = said(Status::run, "--lake=" + lake);

    assertThat(status.lines())
        .anyMatch(
            l -> l.matches("1day raw +2026-11-09 +2026-11-16 +4 +2 +" + bars + " +[0-9.]+ kB"))
        .anyMatch(l -> l.matches("1day adjusted +2026-11-09 +2026-11-16 +4 +2 .*"))
        .anyMatch(l -> l.matches("2026-11-20 17:00:00 UTC +1day, all stocks +done +4 .*"));
    assertThat(status)
        .contains("Missing: 2 of 6 trading dates of 1day raw, first 2026-11-11, last 2026-11-12")
        .containsOnlyOnce(
            "./barlake market --source=grouped --timespan=day --from=2026-11-11 --to=2026-11-12"
                + " --lake="
                + lake)
        .contains("Nothing failed in the newest run of market.");
  }

  @Test
  void whatTheVendorRefusedIsExplainedWithTheCommandThatMendsIt() {
    world.api.planReachesBackTo(LocalDate.of(2026, 11, 12));
    world.run(GROUPED, "--from=2026-11-10", "--to=2026-11-13");

    assertThat(said(Failures::run, "--lake=" + lake))
        .contains(
            "of market, started 2026-11-20 17:00:00 UTC: failed in part (exit code 3)",
            "1day raw of the whole market, 2026-11-10, 2026-11-11: the vendor refuses it (2 on",
            "403",
            "--adjusted=false --from=2026-11-10 --to=2026-11-11 --lake=" + lake);
  }

  @Test
  void aDateThatIsNotPublishedYetIsNoFailureButStaysInSight() {
    world.api.inject(Injection.of(new Fault.EmptyOk(Fault.In.GROUPED)).forever());
    world.run(GROUPED, "--from=2026-11-19", "--to=2026-11-19");

    assertThat(said(Status::run, "--lake=" + lake))
        .contains("2026-11-19: not published yet.", "--from=2026-11-19 --to=2026-11-19");
  }

  @Test
  void theReportHasEachTreeByMonth() throws IOException {
    world.run(GROUPED, "--from=2026-10-29", "--to=2026-11-02");
    world.run(GROUPED, "--from=2026-11-04", "--to=2026-11-04");
    Path page = lake.resolveSibling(lake.getFileName() + ".html");
    said(Report::run, "--lake=" + lake, "--out=" + page);

    JsonNode tree = data(page).at("/market/0");
    assertThat(tree.get("name").asText()).isEqualTo("1day raw");
    assertThat(tree.get("firstMissing").toString()).isEqualTo("[\"2026-11-03\"]");
    assertThat(tree.get("months").toString())
        .isEqualTo(
            "[{\"month\":\"2026-10\",\"held\":2,\"days\":2},"
                + "{\"month\":\"2026-11\",\"held\":2,\"days\":3}]");
    Files.delete(page);
  }

  private static JsonNode data(Path page) throws IOException {
    Matcher data =
        Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL)
            .matcher(Files.readString(page));
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }

  private interface Look {
    int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err);
  }

  private static String said(Look command, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        command.run(
            args, Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(code).isZero();
    return out.toString(UTF_8);
  }
}
