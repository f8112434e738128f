package dev.barlake.pipelines.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.barlake.localstack.S3Server;
import dev.barlake.localstack.TrueBar;
import dev.barlake.pipelines.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A lake in S3, beside the vendor's bucket, each with its own credentials. */
class MarketS3Test {
  private static final LocalDate DATE = LocalDate.of(2026, 11, 18);

  @TempDir private Path directory;

  @Test
  void theDatesOfALakeInS3AreExactAndFoundAgain() throws IOException {
    try (MarketWorld world = new MarketWorld(directory)) {
      String[] flags = {
        "--from=2026-11-16",
        "--to=2026-11-18",
        "--lake=s3://" + world.s3.bucket() + "/lake",
        "--awsRegion=us-east-1",
        "--endpoint=" + world.s3.endpoint()
      };
      MarketWorld.Outcome first = world.run(flags);
      MarketWorld.Outcome second = world.run(flags);

      assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.DONE);
      assertThat(first.count("written")).isEqualTo(3);
      assertThat(second.count("same")).isEqualTo(3);
      assertThat(rows(world)).isEqualTo(truth(world));
    }
  }

  private List<String> rows(MarketWorld world) throws IOException {
    String path =
        "lake/market/timespan=1minute/adjusted=false/trade_date=%s/bars.parquet".formatted(DATE);
    Path copy = directory.resolve("copy.parquet");
    try (S3Client client = client(world.s3)) {
      Files.write(
          copy,
          client.getObjectAsBytes(r -> r.bucket(world.s3.bucket()).key(path)).asByteArrayUnsafe());
    }
    return world.query(
        "SELECT epoch_ms(window_start), close, volume FROM '%s' WHERE ticker='KO'".formatted(copy));
  }

  /** One of our own making. */
  private static S3Client client(S3Server s3) {
    return S3Client.builder()
        .endpointOverride(URI.create(s3.endpoint()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClient(Apache5HttpClient.create())
        .build();
  }

  private static List<String> truth(MarketWorld world) {
    Instant from = DATE.atStartOfDay(ZoneId.of("America/New_York")).toInstant();
    List<String> rows = new ArrayList<>();
    for (TrueBar bar :
        world.api.market().bars("KO", 1, "minute", false, from, from.plus(Duration.ofDays(1)))) {
      rows.add("%d %s %s".formatted(bar.windowStart().toEpochMilli(), bar.close(), bar.volume()));
    }
    return rows;
  }
}
