package dev.barlake.localstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class FlatFilesTest {
  private static final LocalDate DATE = LocalDate.of(2026, 11, 19);
  private static final String HEADER =
      "ticker,volume,open,close,high,low,window_start,transactions";

  /** 10:00 New York time of the day after {@link #DATE}, and later as tests need it. */
  private Instant now = Instant.parse("2026-11-20T20:00:00Z");

  private final MarketSimulator api = MarketSimulator.builder().clock(new Later()).start();
  private final FlatFiles files = api.flatFiles();
  private final S3Server s3 = S3Server.start().offer(files);
  private final S3Client client = client(FlatFiles.ACCESS_KEY, FlatFiles.SECRET_KEY);

  private final class Later extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void close() {
    client.close();
    s3.close();
    api.close();
  }

  @Test
  void aFileHasEveryRawMinuteOfEveryStockInOrder() throws IOException {
    List<String[]> rows = rows(DATE, false);

    assertThat(rows.stream().map(r -> r[0]).distinct().toList())
        .isSorted()
        .contains("AAPL", "BCPC", "BCpC", "NULL", "001")
        .doesNotContain("LOCLY", "X:BTCUSD", "I:SPX", "GONE");
    List<TrueBar> truth = truth("AAPL", "minute");
    List<String[]> own = rows.stream().filter(r -> r[0].equals("AAPL")).toList();
    assertThat(own).hasSameSizeAs(truth);
    for (int i = 0; i < own.size(); i++) {
      assertThat(own.get(i)[1]).isEqualTo(decimal(truth.get(i).volume()));
      assertThat(own.get(i)[2]).isEqualTo(decimal(truth.get(i).open()));
      assertThat(own.get(i)[3]).isEqualTo(decimal(truth.get(i).close()));
      assertThat(own.get(i)[4]).isEqualTo(decimal(truth.get(i).high()));
      assertThat(own.get(i)[5]).isEqualTo(decimal(truth.get(i).low()));
      assertThat(own.get(i)[6]).isEqualTo(truth.get(i).windowStart().toEpochMilli() + "000000");
    }
    assertThat(own.stream().map(r -> r[1])).anyMatch(volume -> volume.contains("."));
  }

  @Test
  void aDayFileHasTheDayBarsFromMidnight() throws IOException {
    List<String[]> own = rows(DATE, true).stream().filter(r -> r[0].equals("KO")).toList();

    TrueBar day = truth("KO", "day").get(0);
    assertThat(own).hasSize(1);
    assertThat(own.get(0)[1]).isEqualTo(decimal(day.volume()));
    assertThat(own.get(0)[6])
        .isEqualTo(Instant.parse("2026-11-19T05:00:00Z").toEpochMilli() + "000000");
  }

  @Test
  void volumesWereWholeUntilFebruary2026() throws IOException {
    assertThat(rows(LocalDate.of(2026, 2, 20), true)).allMatch(r -> r[1].matches("[0-9]+"));
    assertThat(rows(LocalDate.of(2026, 2, 23), true)).anyMatch(r -> r[1].contains("."));
  }

  @Test
  void aDateIsPublishedAtElevenOfTheNextDay() {
    now = Instant.parse("2026-11-20T15:59:59Z");
    assertThat(status(DATE)).isEqualTo(403);
    assertThat(listed("us_stocks_sip/minute_aggs_v1/2026/11/2026-11-19")).isEmpty();

    now = Instant.parse("2026-11-20T16:00:00Z");
    assertThat(status(DATE)).isEqualTo(200);
    assertThat(get(DATE, false).response().lastModified()).isEqualTo(now);

    files.hold(DATE);
    assertThat(status(DATE)).isEqualTo(403);
    files.publish(DATE);
    assertThat(status(DATE)).isEqualTo(200);
  }

  @Test
  void datesOutOfThePlanAreListedAndRefused() {
    String old = FlatFiles.key(LocalDate.of(2021, 11, 19), false);

    assertThat(status(LocalDate.of(2021, 11, 22))).isEqualTo(200);
    assertThat(status(LocalDate.of(2021, 11, 19))).isEqualTo(403);
    assertThat(listed(old)).containsExactly(old);
    assertThat(status(LocalDate.of(2026, 11, 14))).as("a Saturday").isEqualTo(403);
  }

  @Test
  void aListComesInPages() {
    List<String> keys =
        client
            .listObjectsV2Paginator(
                r -> r.bucket(FlatFiles.BUCKET).prefix("us_stocks_sip/day_aggs_v1/2026/"))
            .contents()
            .stream()
            .map(S3Object::key)
            .toList();

    assertThat(keys).hasSizeGreaterThan(200).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aFileChangesWhenItIsReplacedAndNotBefore() {
    ResponseBytes<GetObjectResponse> first = get(DATE, false);
    api.market().correct("AAPL", truth("AAPL", "minute").get(5).windowStart(), 1.5);
    assertThat(get(DATE, false).response().eTag()).isEqualTo(first.response().eTag());

    now = now.plusSeconds(60);
    files.replace(DATE);

    GetObjectResponse second = get(DATE, false).response();
    assertThat(second.eTag()).isNotEqualTo(first.response().eTag());
    assertThat(second.lastModified()).isEqualTo(now);
  }

  @Test
  void eachPairOpensItsOwnBucketOnly() {
    assertThatThrownBy(
            () -> client.putObject(r -> r.bucket("lake").key("k"), RequestBody.fromString("x")))
        .isInstanceOf(S3Exception.class);
    assertThatThrownBy(
            () ->
                client.putObject(
                    r -> r.bucket(FlatFiles.BUCKET).key("k"), RequestBody.fromString("x")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    try (S3Client lake = client(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)) {
      assertThatThrownBy(
              () -> lake.getObject(r -> r.bucket(FlatFiles.BUCKET).key(FlatFiles.key(DATE, true))))
          .isInstanceOf(S3Exception.class);
    }
    try (S3Client wrong = client(FlatFiles.ACCESS_KEY, "another")) {
      assertThatThrownBy(() -> wrong.listObjectsV2(r -> r.bucket(FlatFiles.BUCKET)))
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void timesAreWrongByTheOffset() throws IOException {
    long right = Long.parseLong(rows(DATE, true).get(0)[6]);
    files.spoil(DATE, new FlatFault.WrongTimestamps(Duration.ofHours(5)));

    assertThat(Long.parseLong(rows(DATE, true).get(0)[6]) - right)
        .isEqualTo(Duration.ofHours(5).toNanos());
  }

  @Test
  void rowsOfTheDayBeforeStandFirst() throws IOException {
    List<String[]> right = rows(DATE, false);
    files.spoil(DATE, new FlatFault.OutOfDayRows(3));

    List<String[]> wrong = rows(DATE, false);
    assertThat(wrong).hasSize(right.size() + 3);
    assertThat(Long.parseLong(right.get(2)[6]) - Long.parseLong(wrong.get(2)[6]))
        .isEqualTo(Duration.ofDays(1).toNanos());
    assertThat(wrong.get(3)).isEqualTo(right.get(0));
  }

  @Test
  void aTruncatedFileBreaksOff() {
    files.spoil(DATE, new FlatFault.TruncatedGzip(0.5));

    assertThatThrownBy(() -> rows(DATE, false)).isInstanceOf(EOFException.class);
  }

  @Test
  void columnsComeInAnotherOrder() throws IOException {
    files.spoil(DATE, new FlatFault.ColumnOrder(List.of("window_start", "ticker", "extra")));

    assertThat(text(DATE, true)).startsWith("window_start,ticker,extra\n");
    assertThat(text(DATE, true).lines().skip(1)).allMatch(l -> l.matches("[0-9]{19},[^,]+,"));
  }

  @Test
  void volumesAreSpelledDifferentlyAndMeanTheSame() throws IOException {
    List<BigDecimal> right = volumes();
    files.spoil(DATE, new FlatFault.ExponentVolumes());
    assertThat(rows(DATE, true)).allMatch(r -> r[1].matches("[0-9.]+e[+-][0-9]{2}"));
    assertThat(volumes()).usingElementComparator(BigDecimal::compareTo).isEqualTo(right);

    files.replace(DATE);
    files.spoil(DATE, new FlatFault.DecimalVolumes());
    assertThat(rows(DATE, true)).allMatch(r -> r[1].matches("[0-9]+\\.[0-9]{6}"));
    assertThat(volumes()).usingElementComparator(BigDecimal::compareTo).isEqualTo(right);
  }

  @Test
  void tickersAreQuotedOrMissingOrReturn() throws IOException {
    files.spoil(DATE, new FlatFault.QuotedTickers());
    assertThat(rows(DATE, true)).allMatch(r -> r[0].matches("\".*\""));

    files.replace(DATE);
    files.spoil(DATE, new FlatFault.MissingTicker("KO"));
    assertThat(rows(DATE, true)).noneMatch(r -> r[0].equals("KO"));

    files.replace(DATE);
    files.spoil(DATE, new FlatFault.ReturningTicker("AAPL"));
    List<String[]> rows = rows(DATE, false);
    assertThat(rows.get(rows.size() - 1)[0]).isEqualTo("AAPL");
    assertThat(rows.stream().filter(r -> r[0].equals("AAPL")))
        .hasSameSizeAs(truth("AAPL", "minute"));
  }

  @Test
  void rowsComeTwiceOrAreNone() throws IOException {
    List<String[]> right = rows(DATE, true);
    files.spoil(DATE, new FlatFault.DuplicateRows(2, 3));
    List<String[]> wrong = rows(DATE, true);
    assertThat(wrong).hasSize(right.size() + 2);
    assertThat(wrong.get(1)[6]).isEqualTo(right.get(0)[6]);
    assertThat(new BigDecimal(wrong.get(1)[1]))
        .isEqualByComparingTo(new BigDecimal(right.get(0)[1]).multiply(BigDecimal.valueOf(3)));

    files.replace(DATE);
    files.spoil(DATE, new FlatFault.MalformedRow("AAPL,n/a"));
    assertThat(text(DATE, true).lines().skip(1).findFirst()).contains("AAPL,n/a");
  }

  @Test
  void peopleReplaceAndSpoilOverHttp() throws Exception {
    Http http = new Http(api);
    String before = get(DATE, false).response().eTag();

    http.control("POST", "/_stack/flatfiles/replace?date=" + DATE + "&ticker=AAPL&factor=2");
    assertThat(get(DATE, false).response().eTag()).isNotEqualTo(before);
    http.control("POST", "/_stack/flatfiles/spoil?date=" + DATE + "&fault=QuotedTickers");
    assertThat(rows(DATE, true).get(0)[0]).startsWith("\"");
    http.control("POST", "/_stack/flatfiles/hold?date=" + DATE);
    assertThat(status(DATE)).isEqualTo(403);
  }

  private List<BigDecimal> volumes() throws IOException {
    return rows(DATE, true).stream().map(r -> new BigDecimal(r[1])).toList();
  }

  private List<TrueBar> truth(String ticker, String timespan) {
    Instant from = DATE.atStartOfDay(ZoneId.of("America/New_York")).toInstant();
    return api.market().bars(ticker, 1, timespan, false, from, from.plus(Duration.ofDays(1)));
  }

  private static String decimal(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private List<String[]> rows(LocalDate date, boolean daily) throws IOException {
    String text = text(date, daily);
    assertThat(text.lines().findFirst()).contains(HEADER);
    return text.lines().skip(1).map(line -> line.split(",", -1)).toList();
  }

  private String text(LocalDate date, boolean daily) throws IOException {
    byte[] bytes = get(date, daily).asByteArray();
    return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), UTF_8);
  }

  private ResponseBytes<GetObjectResponse> get(LocalDate date, boolean daily) {
    return client.getObjectAsBytes(r -> r.bucket(FlatFiles.BUCKET).key(FlatFiles.key(date, daily)));
  }

  private int status(LocalDate date) {
    try {
      get(date, false);
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  private List<String> listed(String prefix) {
    return client.listObjectsV2(r -> r.bucket(FlatFiles.BUCKET).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private S3Client client(String key, String secret) {
    return S3Client.builder()
        .endpointOverride(URI.create(s3.endpoint()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .httpClient(Apache5HttpClient.create())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
        .build();
  }
}
