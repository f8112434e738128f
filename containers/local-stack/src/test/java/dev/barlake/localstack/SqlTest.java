package dev.barlake.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTest {
  @TempDir private Path lake;

  private record Said(int code, String out, String err) {}

  @Test
  void aLakeHasAViewForEachKindOfBarsAndOneOfAll() throws IOException {
    bars("bars/timespan=5minute/adjusted=true/symbol=AAPL/month=2024-01", "AAPL", 3);
    bars("bars/timespan=1day/adjusted=false/symbol=NUL%4C/year=2024", "NULL", 2);
    bars("market/timespan=1day/adjusted=false/trade_date=2024-01-02", "KO", 5);

    assertThat(
            sql(
                    "--format=csv",
                    "SELECT ticker, adjusted, month, count(*) FROM bars_5minute GROUP BY ALL")
                .out())
        .isEqualTo("ticker,adjusted,month,count_star()\nAAPL,true,2024-01,3\n");
    assertThat(
            sql(
                    "--format=csv",
                    "SELECT ticker, symbol FROM bars_1day WHERE symbol = 'NULL' LIMIT 1")
                .out())
        .endsWith("NULL,NULL\n");
    assertThat(
            sql(
                    "--format=csv",
                    "SELECT timespan, adjusted, count(*) AS n FROM bars GROUP BY ALL ORDER BY n")
                .out())
        .isEqualTo("timespan,adjusted,n\n1day,false,2\n5minute,true,3\n");
    assertThat(sql("SELECT count(*) AS n FROM market_1day").out()).isEqualTo("n\n5\n");
  }

  @Test
  void whatVerifyFoundIsAView() throws IOException {
    Path directory =
        Files.createDirectories(lake.resolve("_verify/timespan=1minute/trade_date=2024-01-02"));
    run(
        "COPY (SELECT 'KO' AS ticker, 'suspect' AS verdict) TO '%s/verdicts.parquet'"
            .formatted(directory));

    assertThat(sql("SELECT ticker, timespan, trade_date FROM verdicts").out())
        .isEqualTo("ticker  timespan  trade_date\nKO      1minute   2024-01-02\n");
  }

  @Test
  void rowsComeAsTheyAreReadInEachFormat() {
    String rows =
        "SELECT i, NULL AS nothing, 'a \"b\", c' AS text, i = 1 AS flag FROM range(2) t(i)";

    assertThat(run("--format=csv", rows).out())
        .isEqualTo(
            "i,nothing,text,flag\n0,,\"a \"\"b\"\", c\",false\n1,,\"a \"\"b\"\", c\",true\n");
    assertThat(run("--format=json", rows).out().lines())
        .containsExactly(
            "{\"i\":0,\"nothing\":null,\"text\":\"a \\\"b\\\", c\",\"flag\":false}",
            "{\"i\":1,\"nothing\":null,\"text\":\"a \\\"b\\\", c\",\"flag\":true}");
    assertThat(run("SELECT i * i AS square FROM range(3000) t(i)").out().lines())
        .hasSize(3_001)
        .contains("square", "0", "8994001");
  }

  @Test
  void aCopyIsAnsweredWithItsRows() throws IOException {
    bars("bars/timespan=1day/adjusted=true/symbol=KO/year=2024", "KO", 4);
    Path copy = lake.resolve("copy.csv");

    assertThat(sql("COPY (FROM bars_1day) TO '" + copy + "'").out()).isEqualTo("Done: 4 rows.\n");
    assertThat(Files.readAllLines(copy)).hasSize(5);
  }

  @Test
  void aMistakeIsAnsweredWithTheViewsThatThereAre() throws IOException {
    bars("bars/timespan=1day/adjusted=true/symbol=KO/year=2024", "KO", 1);

    Said said = sql("SELECT * FROM bar");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).contains("bar does not exist", "Views of this lake: bars_1day, bars");
    assertThat(run("SELECT * FROM bars").err()).contains("With --lake=<directory>");
    assertThat(run("--lake=" + lake.resolve("no"), "SELECT 1").err())
        .contains("There are no bars at");
  }

  @ParameterizedTest
  @CsvSource({
    "--formt=csv SELECT, there is no such flag",
    "--format=xml SELECT, none of table",
    "--format=csv, There is no statement",
    "SELECT 1, put yours in quotes",
    "--lake=s3://b/p SELECT, httpfs",
    "--lake=x --mysql SELECT, exclude each other"
  })
  void flagsThatCannotBeAreRefused(String args, String why) {
    Said said = run(args.split(" ", -1));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains(why);
  }

  @Test
  void theHelpFitsAScreen() {
    assertThat(run("--help").out().lines()).hasSizeLessThan(30).allMatch(l -> l.length() <= 100);
  }

  /** A file of a few bars, by DuckDB itself. */
  private void bars(String directory, String ticker, int count) throws IOException {
    Files.createDirectories(lake.resolve(directory));
    Said said =
        run(
            ("COPY (SELECT '%s' AS ticker, i AS window_start, 1.5 AS close FROM range(%d) t(i)) TO"
                    + " '%s' (FORMAT parquet)")
                .formatted(ticker, count, lake.resolve(directory).resolve("bars.parquet")));
    assertThat(said.err()).isEmpty();
  }

  private Said sql(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "--lake=" + lake;
    System.arraycopy(args, 0, all, 1, args.length);
    return run(all);
  }

  private static Said run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Sql.run(
            args,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
