package dev.barlake.barstable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.barstable.BarsWriter.Content;
import dev.barlake.barstable.BarsWriter.Difference;
import dev.barlake.database.DatabaseException;
import dev.barlake.localstack.MySqlServer;
import dev.barlake.model.Bar;
import dev.barlake.model.BarSeries;
import dev.barlake.model.Bars;
import dev.barlake.model.Timespan;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rows of a file are always those of one of its versions, and of the last one in the end. */
@Tag("database")
class BarsWriterTest {
  private static final BarSeries KO = new BarSeries("KO", 5, Timespan.MINUTE, true);
  private static final long JANUARY = KO.storagePeriod().numberOf(LocalDate.of(2024, 1, 1));
  private static BarsFixture fixture;

  private BarsWriter writer;

  @BeforeAll
  static void start() {
    fixture = BarsFixture.of("bars", Duration.ofSeconds(2));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @BeforeEach
  void open() throws SQLException {
    fixture.execute("DROP TABLE IF EXISTS $, $_files");
    BarsSchema.prepare(fixture.table());
    writer = BarsWriter.to(fixture.table());
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void theBarsOfANewFileComeBackToTheBit() throws Exception {
    long start = KO.periodRange(JANUARY).from();
    List<Bar> odd =
        List.of(
            new Bar(
                start, 0.1 + 0.2, 1e17, 1e-7, 3, 1e-6, Double.NaN, -1, true, 1_718_000_000_123L),
            new Bar(start + 999, 1, 1.1, 0.9, 1, 123_456_789.123456, 4 / 3.0, 0, false, 999L),
            new Bar(KO.periodRange(JANUARY).to() - 1, 5, 5, 5, 5, 0, 5, Long.MAX_VALUE, false, 0));
    assertThat(bring("", "v1", odd)).isEqualTo(3);
    assertThat(fixture.bars(KO)).isEqualTo(odd);
    assertThat(fixture.column("SELECT CAST(trade_date AS CHAR) FROM $ ORDER BY window_start"))
        .containsExactly("2024-01-01", "2024-01-01", "2024-01-31");
    assertThat(fixture.column("SELECT CONCAT(period, ' ', version) FROM $_files"))
        .containsExactly("2024-01 v1");
  }

  @Test
  void onlyTheChangedBarsAreWritten() throws Exception {
    bring("", "v1", bars(0, 1500, 1));
    assertThat(bring("v1", "v2", bars(3, 4, 2))).isEqualTo(1);
    assertThat(fixture.column("SELECT COUNT(*) FROM $ WHERE close = 2")).containsExactly("1");
    assertThat(fixture.bars(KO)).hasSize(1500).contains(bars(3, 4, 2).get(0));
  }

  @Test
  void theSameAgainChangesNothing() throws Exception {
    bring("", "v1", bars(0, 3, 1));
    assertThat(bring("", "v1", bars(0, 3, 1))).isZero();
    assertThat(writer.sync(KO, JANUARY, Optional.empty(), file("v1", List.of()))).isZero();
    assertThat(fixture.bars(KO)).isEqualTo(bars(0, 3, 1));
    assertThat(writer.has(KO, JANUARY, "v1")).isTrue();
    assertThat(writer.has(KO, JANUARY, "v2")).isFalse();
    assertThat(writer.has(KO, JANUARY + 1, "v1")).isFalse();
  }

  @Test
  void rowsOfAnUnknownVersionGiveWayToTheFileAndNoOthersDo() throws Exception {
    BarSeries raw = new BarSeries("KO", 5, Timespan.MINUTE, false);
    BarSeries small = new BarSeries("ko", 5, Timespan.MINUTE, true);
    BarSeries hours = new BarSeries("KO", 5, Timespan.HOUR, true);
    BarSeries one = new BarSeries("KO", 1, Timespan.MINUTE, true);
    long february = JANUARY + 1;
    Bars marked = BarsFixture.of(bars(0, 3, 7));
    for (BarSeries other : List.of(raw, small, hours, one)) {
      writer.sync(
          other, JANUARY, Optional.of(new Difference("", "o", marked)), BarsWriterTest::unread);
    }
    Bar next = bar(KO.periodRange(february).from(), 8);
    writer.sync(
        KO,
        february,
        Optional.of(new Difference("", "f", BarsFixture.of(List.of(next)))),
        BarsWriterTest::unread);
    bring("", "v1", bars(0, 5, 1));

    int upserted =
        writer.sync(
            KO,
            JANUARY,
            Optional.of(new Difference("v8", "v9", Bars.NONE)),
            file("v9", bars(2, 4, 2)));

    assertThat(upserted).isEqualTo(2);
    assertThat(fixture.bars(KO)).containsExactly(bars(2, 3, 2).get(0), bars(3, 4, 2).get(0), next);
    for (BarSeries other : List.of(raw, small, hours, one)) {
      assertThat(fixture.bars(other)).as(other.toString()).isEqualTo(bars(0, 3, 7));
    }
  }

  @Test
  void rowsThatNobodyKnowsOfGiveWayToANewFile() throws Exception {
    bring("", "v1", bars(0, 5, 1));
    fixture.execute("DELETE FROM $_files");
    bring("", "w1", bars(1, 2, 3));
    assertThat(fixture.bars(KO)).isEqualTo(bars(1, 2, 3));
  }

  @Test
  void aFileThatIsGoneLeavesNoRows() throws Exception {
    bring("", "v1", bars(0, 5, 1));
    writer.sync(KO, JANUARY, Optional.empty(), () -> Content.NONE);
    assertThat(fixture.bars(KO)).isEmpty();
    assertThat(bring("", "v1", bars(0, 5, 1))).isEqualTo(5);
  }

  @Test
  void aVersionIsNotBroughtBackToAnEarlierOne() throws Exception {
    bring("", "v1", bars(0, 2, 1));
    bring("v1", "v3", bars(0, 2, 3));
    // One that wrote before, and comes to the table late: it finds v3 in the lake.
    writer.sync(
        KO,
        JANUARY,
        Optional.of(new Difference("v0", "v2", BarsFixture.of(bars(0, 2, 2)))),
        file("v3", bars(0, 2, 3)));
    assertThat(fixture.bars(KO)).isEqualTo(bars(0, 2, 3));
  }

  @Test
  void readersNeverSeeAHalfReplacedFile() throws Exception {
    bring("", "v0", bars(0, 2000, 0));
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int version = 1; version <= 10; version++) {
                writer.sync(
                    KO, JANUARY, Optional.empty(), file("v" + version, bars(0, 2000, version)));
              }
            });
    int looks = 0;
    while (!writing.isDone() || looks == 0) {
      assertThat(fixture.column("SELECT CONCAT(COUNT(*), ' ', COUNT(DISTINCT close)) FROM $"))
          .containsExactly("2000 1");
      looks++;
    }
    writing.join();
  }

  @Test
  void connectionsThatTheServerEndedAreReplaced() throws Exception {
    bring("", "v1", bars(0, 2, 1));
    endAllConnections();
    assertThat(bring("v1", "v2", bars(2, 3, 2))).isEqualTo(1);
    assertThat(fixture.bars(KO)).hasSize(3);
  }

  @Test
  void aConnectionThatIsLostInTheMiddleIsReplacedAndNothingIsDoneTwice() throws Exception {
    bring("", "v1", bars(0, 2, 1));
    AtomicInteger reads = new AtomicInteger();
    int upserted =
        writer.sync(
            KO,
            JANUARY,
            Optional.empty(),
            () -> {
              if (reads.incrementAndGet() == 1) {
                endAllConnections();
              }
              return new Content("v2", BarsFixture.of(bars(1, 4, 2)));
            });
    assertThat(reads).hasValue(2);
    assertThat(upserted).isEqualTo(3);
    assertThat(fixture.bars(KO)).isEqualTo(bars(1, 4, 2));
  }

  @Test
  void anOutageIsWaitedForAndThenToldWithAWayOut() throws Exception {
    bring("", "v1", bars(0, 2, 1));
    fixture.ownServer().kill();
    try {
      long start = System.nanoTime();
      assertThatThrownBy(() -> bring("v1", "v2", bars(2, 3, 2)))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.unavailable()).isTrue())
          .hasMessageContaining(
              "Cannot write the bars of KO 5minute adjusted 2024-01 to table bars")
          .hasMessageContaining(fixture.table().database().jdbcUrl())
          .hasMessageContaining("is the server up")
          .hasMessageNotContaining(MySqlServer.PASSWORD);
      long first = System.nanoTime() - start;
      assertThat(first).isGreaterThan(fixture.table().patience().toNanos());
      // Patience is over: the next ones are not made to wait as well.
      start = System.nanoTime();
      assertThatThrownBy(() -> bring("v1", "v2", bars(2, 3, 2)))
          .isInstanceOf(DatabaseException.class);
      assertThat(System.nanoTime() - start).isLessThan(first / 2);
    } finally {
      fixture.ownServer().restart();
    }
    assertThat(bring("v1", "v2", bars(2, 3, 2))).isEqualTo(1);
    assertThat(fixture.bars(KO)).hasSize(3);
  }

  @Test
  void aServerThatComesBackInTimeIsNotMissed() throws Exception {
    try (BarsWriter patient =
        BarsWriter.to(
            new BarsTable(
                fixture.table().database(), fixture.table().name(), Duration.ofMinutes(2)))) {
      fixture.ownServer().kill();
      CompletableFuture<Integer> bringing;
      try (ServerSocket inItsPlace =
          new ServerSocket(fixture.ownServer().port(), 1, InetAddress.getLoopbackAddress())) {
        bringing =
            CompletableFuture.supplyAsync(
                () ->
                    patient.sync(
                        KO,
                        JANUARY,
                        Optional.of(new Difference("", "v1", BarsFixture.of(bars(0, 2, 1)))),
                        BarsWriterTest::unread));
        // Once it is missed; the server may be back faster than it is asked.
        inItsPlace.accept().close();
      }
      fixture.ownServer().restart();
      assertThat(bringing.join()).isEqualTo(2);
    }
    assertThat(fixture.bars(KO)).isEqualTo(bars(0, 2, 1));
  }

  @Test
  void whatDoesNotFitIsAnErrorAndChangesNothing() throws Exception {
    bring("", "v1", bars(0, 2, 1));
    BarSeries longest = new BarSeries("K".repeat(65), 5, Timespan.MINUTE, true);
    assertThatThrownBy(
            () ->
                writer.sync(
                    longest,
                    JANUARY,
                    Optional.of(new Difference("", "v1", BarsFixture.of(bars(0, 2, 1)))),
                    BarsWriterTest::unread))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.unavailable()).isFalse())
        .hasMessageContaining("Data too long for column 'ticker'");
    assertThat(fixture.column("SELECT DISTINCT ticker FROM $")).containsExactly("KO");
  }

  @Test
  void manyThreadsOnFilesOfTheirOwnDoNotHinderEachOther() throws Exception {
    IntStream.range(0, 32)
        .parallel()
        .forEach(
            n ->
                writer.sync(
                    new BarSeries("T" + n % 8, 5, Timespan.MINUTE, true),
                    JANUARY + n / 8,
                    Optional.of(
                        new Difference(
                            "",
                            "v1",
                            BarsFixture.of(
                                IntStream.range(0, 100)
                                    .mapToObj(
                                        i ->
                                            bar(
                                                KO.periodRange(JANUARY + n / 8).from()
                                                    + i * 60_000L,
                                                n))
                                    .toList()))),
                    BarsWriterTest::unread));
    assertThat(fixture.column("SELECT COUNT(*) FROM $")).containsExactly("3200");
    assertThat(fixture.column("SELECT COUNT(*) FROM $_files")).containsExactly("32");
  }

  private static void endAllConnections() {
    try {
      for (String id :
          fixture.column(
              "SELECT id FROM information_schema.processlist WHERE user = 'barlake'"
                  + " AND id <> CONNECTION_ID()")) {
        try {
          fixture.execute("KILL " + id);
        } catch (SQLException e) {
          // A reader's, which has gone by itself meanwhile.
          assertThat(e.getMessage()).contains("Unknown thread");
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private int bring(String from, String to, List<Bar> changed) {
    return writer.sync(
        KO,
        JANUARY,
        Optional.of(new Difference(from, to, BarsFixture.of(changed))),
        BarsWriterTest::unread);
  }

  private static Content unread() {
    throw new AssertionError("The file was read although what was merged is known");
  }

  private static Supplier<Content> file(String version, List<Bar> bars) {
    return () -> new Content(version, BarsFixture.of(bars));
  }

  private static List<Bar> bars(int from, int to, double price) {
    long start = KO.periodRange(JANUARY).from();
    return IntStream.range(from, to).mapToObj(n -> bar(start + n * 60_000L, price)).toList();
  }

  private static Bar bar(long start, double price) {
    return new Bar(start, price, price, price, price, 100, price, 7, false, 1_718_000_000_000L);
  }
}
