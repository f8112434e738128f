package dev.barlake.pipelines.aggregates;

import static dev.barlake.pipelines.aggregates.AggregatesFaultsTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.S3Server;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The job on the S3 protocol with signatures checked. */
class AggregatesS3Test {
  private static final String[] HOURS = {
    "--timespan=hour",
    "--adjusted=false",
    "--from=2024-01-02",
    "--to=2024-03-28",
    "--awsRegion=us-east-1"
  };

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void everyBarOnce(String runner) throws Exception {
    try (World world = World.in(dir);
        S3Server s3 = S3Server.start()) {
      World.Outcome outcome = world.run(on(s3, "--runner=" + runner));
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      download(s3);
      for (String ticker : new String[] {"KO", "BCpC"}) {
        assertThat(world.reader().bars(ticker, "1hour", false))
            .isNotEmpty()
            .isEqualTo(
                world.truth(ticker, 1, "hour", false, "2024-01-02", "2024-03-28", World.NEW_YORK));
      }
      assertThat(s3.requests().get("PUT"))
          .as("one PUT a partition, the slice's receipts, manifest and watermarks")
          .isEqualTo(9 + 1 + 1 + 1);
    }
  }

  @Test
  void goneForAWhileItIsWaitedFor() throws Exception {
    try (World world = World.in(dir);
        S3Server s3 = S3Server.start()) {
      s3.stop();
      var back =
          CompletableFuture.runAsync(
              s3::restart, CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));
      World.Outcome outcome = world.run(on(s3));
      back.join();
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(ExitCode.DONE);
      download(s3);
      assertThat(world.reader().bars("KO", "1hour", false))
          .isEqualTo(
              world.truth("KO", 1, "hour", false, "2024-01-02", "2024-03-28", World.NEW_YORK));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void aRefusalNamesTheBucketAndWhatWasTried(String runner) {
    try (World world = World.in(dir);
        S3Server s3 = S3Server.start()) {
      s3.refuse("lake/bars");
      World.Outcome outcome = world.run(on(s3, "--runner=" + runner));
      assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
      assertThat(outcome.err()).contains("403", "s3:", "lake/bars");
    }
  }

  @Test
  void aBucketThatDoesNotExistIsTold() {
    try (World world = World.in(dir);
        S3Server s3 = S3Server.start()) {
      World.Outcome outcome = world.run(on(s3, "--lake=s3://nowhere/lake"));
      assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
      assertThat(outcome.err()).contains("nowhere");
    }
  }

  @Test
  void tickersAndWatermarksAreObjectsToo() throws Exception {
    String list = "--tickers=@s3://lake/lists/two.txt";
    String marks = "--watermarks=s3://lake/lake/_watermarks/timespan=1hour/";
    try (World world = World.in(dir);
        S3Server s3 = S3Server.start()) {
      World.Outcome noList = world.run(on(s3, list));
      assertThat(noList.code()).isEqualTo(ExitCode.BAD_OPTIONS);
      assertThat(noList.err()).contains(list + " does not exist");
      try (S3Client client = client(s3)) {
        client.putObject(
            put -> put.bucket(s3.bucket()).key("lists/two.txt"),
            RequestBody.fromString("KO\nBCpC\n"));
      }

      World.Outcome first = world.run(on(s3, list, marks));
      assertThat(first.code()).as(first.out() + first.err()).isEqualTo(ExitCode.DONE);
      assertThat(first.count("files")).isEqualTo(6);

      World.Outcome second = world.run(on(s3, list, marks, "--lookback=0"));
      assertThat(second.code()).as(second.err()).isEqualTo(ExitCode.NOTHING_TO_DO);
    }
  }

  private static String[] on(S3Server s3, String... more) {
    Map<String, String> flags = new LinkedHashMap<>();
    flags.put("--tickers", "KO,BCpC,X:BTCUSD");
    flags.put("--endpoint", s3.endpoint());
    flags.put("--lake", "s3://" + s3.bucket() + "/lake");
    for (String flag : more) {
      flags.put(flag.split("=", 2)[0], flag.split("=", 2)[1]);
    }
    return with(
        HOURS,
        flags.entrySet().stream()
            .map(flag -> flag.getKey() + "=" + flag.getValue())
            .toArray(String[]::new));
  }

  /** All objects of the lake into the directory. */
  private void download(S3Server s3) throws IOException {
    try (S3Client client = client(s3)) {
      var pages = client.listObjectsV2Paginator(r -> r.bucket(s3.bucket()).prefix("lake/"));
      for (S3Object object : pages.contents()) {
        Path file = dir.resolve(object.key().substring("lake/".length()));
        Files.createDirectories(file.getParent());
        byte[] bytes =
            client
                .getObjectAsBytes(r -> r.bucket(s3.bucket()).key(object.key()))
                .asByteArrayUnsafe();
        Files.write(file, bytes);
      }
    }
  }

  /** One of our own making. */
  private static S3Client client(S3Server s3) {
    return S3Client.builder()
        .endpointOverride(URI.create(s3.endpoint()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(30)))
        .build();
  }
}
