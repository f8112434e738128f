package dev.barlake.look;

import static dev.barlake.look.SmallLake.AAPL;
import static dev.barlake.look.SmallLake.AAPL_RAW;
import static dev.barlake.look.SmallLake.NULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.lake.Lake;
import dev.barlake.lake.Layout;
import dev.barlake.localstack.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;

class StatusTest {
  private static final String RUN = "20240401T060000Z-00ff";
  private static final String DONE =
      """
      "startedAt":"%s","command":"aggregates","exitCode":%d,\
      "window":"1hour","counts":{"files":3,"bars":63,"failed":%d}\
      """;

  @TempDir private Path directory;

  @Test
  void aLineForEachWindowAndScaleSaysFromWhenToWhenAndHowMuch() {
    try (Lake lake = lake()) {
      small(lake);
    }
    Said said = status();

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out().lines())
        // 21 trading days in January 2024, 20 in February and March each; 252 in 2023.
        .anyMatch(l -> l.matches("1hour adjusted +1 +2024-01-01 +2024-03-31 +41 +2 +[0-9.]+ kB"))
        .anyMatch(l -> l.matches("1hour raw +1 +2024-01-01 +2024-01-31 +21 +1 +[0-9.]+ kB"))
        .anyMatch(l -> l.matches("1day raw +1 +2023-01-01 +2023-12-31 +250 +1 +[0-9.]+ kB"))
        .anyMatch(l -> l.matches("all +2 +2023-01-01 +2024-03-31 +312 +4 +[0-9.]+ kB"))
        .anyMatch(
            l ->
                l.startsWith("Holes: 1 of 3 series")
                    && l.endsWith("AAPL 1hour adjusted: 2024-02-01 to 2024-02-29"))
        .anyMatch(
            l -> l.matches("2024-04-01 06:00:00 UTC +1hour +failed in part +3 +63 +1 +" + RUN))
        .anyMatch(l -> l.startsWith("1hour of AAPL, 2024-02-01 to 2024-02-29: no answer", 2));
    assertThat(said.out().lines().count()).isLessThan(24);
    assertThat(said.out())
        .contains(
            "./barlake aggregates --tickers=AAPL --multiplier=1 --timespan=hour --adjusted=true"
                + " --from=2024-02-01 --to=2024-02-29 --lake="
                + directory);
  }

  @Test
  void tickersHaveALineForEachSeries() {
    try (Lake lake = lake()) {
      small(lake);
    }
    Said said = status("--tickers=NULL");

    assertThat(said.out().lines())
        .anyMatch(l -> l.matches("NULL +1day raw +2023-01-01 +2023-12-31 +250 +1 .*"))
        .noneMatch(l -> l.startsWith("AAPL"));
  }

  @Test
  void aRunWithoutAnEndIsSaidToBeUnderWayOrKilled() {
    try (Lake lake = lake()) {
      new SmallLake(lake).bars(AAPL, "2024-01-02", "2024-01-03", "none").failures("late");
    }
    assertThat(status().out()).contains("no end", "is under way, or was killed");
  }

  @Test
  void aDamagedFileIsNamedAndTheRestIsCounted() throws IOException {
    try (Lake lake = lake()) {
      small(lake);
      String path = Layout.partition(AAPL_RAW, AAPL_RAW.storagePeriod().parse("2024-01"));
      Files.writeString(directory.resolve(path), "no parquet", StandardCharsets.UTF_8);
    }
    assertThat(status().out())
        .contains("Damaged: Cannot read ", "adjusted=false/symbol=AAPL")
        .containsPattern("1hour adjusted +1 ");
  }

  @Test
  void mistakesAreSaidWithTheWayOut() {
    assertThat(status("--ticker=A"))
        .matches(said -> said.code() == 2)
        .matches(said -> said.err().contains("named 'ticker'. Did you mean --tickers?"));
    assertThat(Said.by(Status::run, Map.of()).err()).contains("--lake is missing: give s3://");
    assertThat(status())
        .matches(said -> said.code() == 1)
        .matches(said -> said.err().contains("There is no lake at " + directory));
    assertThat(Said.by(Status::run, Map.of(), "--help").out().lines())
        .allMatch(line -> line.length() <= 100);
  }

  @Test
  void aLakeOnS3IsReadAsADirectoryIs() {
    try (S3Server s3 = S3Server.inMemory(0, "lake")) {
      S3Options options = PipelineOptionsFactory.create().as(S3Options.class);
      options.setAwsRegion(Region.US_EAST_1);
      options.setEndpoint(URI.create(s3.endpoint()));
      try (Lake lake = Lake.open("s3://lake/x", options)) {
        small(lake);
      }
      Said said =
          Said.by(
              Status::run,
              Map.of("AWS_REGION_NAME", "us-east-1"),
              "--lake=s3://lake/x",
              "--endpoint=" + s3.endpoint());

      assertThat(said.err()).isEmpty();
      assertThat(said.out()).containsPattern("all +2 +2023-01-01 +2024-03-31 +312 +4 ");
      assertThat(said.out()).contains("--lake=s3://lake/x --endpoint=" + s3.endpoint());
    }
  }

  private static void small(Lake lake) {
    new SmallLake(lake)
        .bars(AAPL, "2024-01-01", "2024-01-31", "none")
        .bars(AAPL, "2024-03-01", "2024-03-31", "none")
        .bars(AAPL_RAW, "2024-01-01", "2024-01-31", "none")
        .bars(NULL, "2023-01-01", "2023-12-31", "none")
        .summary("20240301T060000Z-00aa", DONE.formatted("2024-03-01T06:00:00Z", 0, 0))
        .failures(RUN, SmallLake.failed(AAPL, "2024-02-01", "2024-02-29", "transient", "HTTP 503"))
        .summary(RUN, DONE.formatted("2024-04-01T06:00:00Z", 3, 1));
  }

  private Lake lake() {
    return Lake.open(directory.toString(), PipelineOptionsFactory.create());
  }

  private Said status(String... more) {
    String[] args = new String[more.length + 1];
    args[0] = "--lake=" + directory;
    System.arraycopy(more, 0, args, 1, more.length);
    return Said.by(Status::run, Map.of(), args);
  }
}
