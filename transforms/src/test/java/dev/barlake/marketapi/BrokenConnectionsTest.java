package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.barlake.marketapi.RawServer.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenConnectionsTest {
  private static final String PAGE = PageText.of(1, 2, 3).json();
  private static final byte[] PLAIN = PAGE.getBytes(StandardCharsets.UTF_8);
  private static final byte[] GZIP = ScriptedServer.compressed(PAGE);
  private static final String GZIPPED = "Content-Encoding: gzip\r\n";
  private static final Bytes GOOD = RawServer.closing(RawServer.ok(GZIP, GZIP.length, GZIPPED));

  private static MarketApi api(URI uri, Duration timeout) {
    return new MarketApi(
        new MarketApiConfig(uri, 1_000, timeout), ScriptedServer.KEY, new FakeTime().timing());
  }

  /** A whole HTTP body whose compressed content is cut, {@code missing} bytes before its end. */
  private static Bytes cutGzip(int missing) {
    byte[] cut = Arrays.copyOf(GZIP, GZIP.length - missing);
    return RawServer.closing(RawServer.ok(cut, cut.length, GZIPPED));
  }

  private static Bytes withWrongChecksum() {
    byte[] wrong = GZIP.clone();
    wrong[wrong.length - 8] ^= 1;
    return RawServer.closing(RawServer.ok(wrong, wrong.length, GZIPPED));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("gzip cut", cutGzip(40), 200, "Unexpected end of ZLIB input stream"),
        arguments("gzip cut in its trailer", cutGzip(4), 200, "EOFException"),
        arguments("gzip checksum", withWrongChecksum(), 200, "Corrupt GZIP trailer"),
        arguments(
            "body cut",
            RawServer.closing(RawServer.ok(PLAIN, PLAIN.length - 50, "")),
            0,
            "IOException"),
        arguments("closed", RawServer.closing(new byte[0]), 0, "IOException"),
        arguments("stall before headers", RawServer.stalling(new byte[0]), 0, "within 0.1 s"),
        arguments(
            "stall in the body",
            RawServer.stalling(RawServer.ok(PLAIN, PLAIN.length - 50, "")),
            0,
            "no whole answer within 0.1 s"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultThatStaysFailsTheWalk(String name, Bytes fault, int status, String told)
      throws IOException {
    try (RawServer server = new RawServer(fault)) {
      // Each of some twenty attempts waits that long for a server that stalls.
      Duration timeout = told.contains("within") ? Duration.ofMillis(100) : Duration.ofSeconds(5);
      MarketApi api = api(server.uri(), timeout);
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
      assertThat(e).as(name).hasMessageContaining(told);
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(e.status()).isEqualTo(status);
      assertThat(api.counters().requests()).isBetween(15L, 25L);
      assertThat(api.counters().retries()).isEqualTo(api.counters().requests() - 1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultThatPassesCostsNoBar(String name, Bytes fault, int status, String told)
      throws IOException {
    try (RawServer server = new RawServer(fault, GOOD)) {
      MarketApi api = api(server.uri(), Duration.ofSeconds(2));
      assertThat(PageText.walk(api)).as(name).isEqualTo(bars(1, 2, 3));
    }
  }

  @Test
  void aServerThatIsNotThereIsTriedAgain() throws IOException {
    URI nobody;
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    MarketApi api = api(nobody, Duration.ofSeconds(5));
    ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
    assertThat(e)
        .hasMessageContaining("no connection to " + nobody.getAuthority())
        .hasMessageContaining("ConnectException");
    assertThat(e.status()).isZero();
    assertThat(e.requestId()).isEmpty();
    assertThat(api.counters().requests()).isBetween(15L, 25L);
  }

  @Test
  void aHostThatIsUnknownIsCalledSo() {
    MarketApi api = api(URI.create("http://api.invalid:81"), Duration.ofSeconds(5));
    ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
    assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
    assertThat(e)
        .hasMessageContaining(
            "the host api.invalid is unknown; see --apiBaseUrl, DNS or HTTPS_PROXY");
  }

  @Test
  void aConnectionThatStallsIsClosedAndNotLeftOpen() throws IOException {
    try (RawServer server = new RawServer(RawServer.stalling(new byte[0]), GOOD)) {
      MarketApi api = api(server.uri(), Duration.ofMillis(500));
      assertThat(PageText.walk(api)).isEqualTo(bars(1, 2, 3));
      assertThat(server.clientClosesStalled(Duration.ofSeconds(20))).isTrue();
    }
  }
}
