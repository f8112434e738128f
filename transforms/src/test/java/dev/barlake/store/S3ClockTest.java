package dev.barlake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.barlake.lake.Lake;
import dev.barlake.retry.Timing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.junit.jupiter.api.Test;

class S3ClockTest {
  private static final ScriptedS3.Reply OBJECT =
      ScriptedS3.Reply.of(200, "{}").with("ETag", "\"abc\"");

  @Test
  void aClockTwoDaysBehindIsRefusedWithBothTimes() {
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofDays(-2));

    assertThatThrownBy(() -> readFarAway(behind))
        .isExactlyInstanceOf(StoreException.class)
        .hasMessageStartingWith("Cannot read s3://b/lake/a: This machine's clock says ")
        .hasMessageMatching(".*clock says 20\\S+Z, but s3\\.test says 20\\S+Z: set the clock.*");
  }

  @Test
  void aClockTenMinutesAheadIsWorkedWith() {
    assertThat(readFarAway(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10))))
        .isEqualTo("{}");
  }

  /** As if the machine had slept between question and answer. */
  @Test
  void aLateAnswerIsNoWrongClock() {
    Instant now = Instant.now();

    assertThat(readFarAway(ticks(now, now.plus(Duration.ofHours(8))))).isEqualTo("{}");
    assertThat(readFarAway(ticks(now.minus(Duration.ofHours(8)), now))).isEqualTo("{}");
    assertThatThrownBy(
            () ->
                readFarAway(ticks(now.minus(Duration.ofHours(8)), now.minus(Duration.ofHours(1)))))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void aServerOnThisMachineMayHaveAnyTime() {
    try (ScriptedS3 s3 = new ScriptedS3(OBJECT);
        S3Store store = store(s3.options(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))) {
      assertThat(store.read("a")).isPresent();
    }
  }

  /** From a server that is not on this machine by its name: the answers come by way of a proxy. */
  private static String readFarAway(Clock clock) {
    try (ScriptedS3 s3 = new ScriptedS3(OBJECT)) {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", String.valueOf(s3.port()));
      S3Options options = s3.options();
      options.setEndpoint(java.net.URI.create("http://s3.test"));
      try (Lake lake = new Lake(store(options, clock), Timing.SYSTEM)) {
        return new String(lake.read("a").orElseThrow(), java.nio.charset.StandardCharsets.UTF_8);
      }
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
  }

  private static S3Store store(S3Options options, Clock clock) {
    return new S3Store(S3Clients.of(options, "s3://b", clock), "b", "lake/");
  }

  /** Each time once, and the last one for ever. */
  private static Clock ticks(Instant... times) {
    Queue<Instant> left = new ArrayDeque<>(List.of(times));
    return new Clock() {
      @Override
      public java.time.ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return left.size() > 1 ? left.remove() : left.element();
      }
    };
  }
}
