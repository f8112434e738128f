package dev.barlake.marketapi;

import static dev.barlake.marketapi.PageText.bars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.barlake.marketapi.ApiException.Category;
import dev.barlake.model.Bar;
import dev.barlake.retry.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The host {@code api.test} exists nowhere but behind the proxy. */
class ProxyTest {
  private static final String PAGE = TestProxy.ok(PageText.of(1).json());
  private static final String PASSWORD = "p@ss:w/rd";
  private static final String ENCODED = "p%40ss%3Aw%2Frd";
  private static final String LOGIN =
      Base64.getEncoder().encodeToString(("user:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

  private static MarketApi api(String base, Map<String, String> environment) {
    return new MarketApi(
        new MarketApiConfig(URI.create(base), 1_000, Duration.ofSeconds(20)),
        ScriptedServer.KEY,
        new FakeTime().timing(),
        environment);
  }

  private static TestProxy proxy(Optional<String> login) {
    return new TestProxy(login, 0, line -> PAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP_PROXY", "http_proxy"})
  void theProxyOfTheEnvironmentIsAsked(String variable) throws IOException {
    try (TestProxy proxy = proxy(Optional.empty())) {
      MarketApi api = api("http://api.test", Map.of(variable, "http://" + proxy.address()));
      assertThat(PageText.walk(api)).isEqualTo(bars(1));
      assertThat(proxy.requests())
          .singleElement()
          .asString()
          .startsWith("GET http://api.test/v2/aggs/ticker/AAPL/");
    }
  }

  @Test
  void theLowerCaseNameWinsAndTheSchemeMayBeMissing() throws IOException {
    try (TestProxy proxy = proxy(Optional.empty())) {
      Map<String, String> both = Map.of("HTTP_PROXY", "127.0.0.1:9", "http_proxy", proxy.address());
      assertThat(PageText.walk(api("http://api.test", both))).isEqualTo(bars(1));
    }
  }

  @Test
  void aUserAndAPasswordInTheUrlAreSent() throws IOException {
    try (TestProxy proxy = proxy(Optional.of(LOGIN))) {
      String url = "http://user:%s@%s".formatted(ENCODED, proxy.address());
      assertThat(PageText.walk(api("http://api.test", Map.of("HTTP_PROXY", url))))
          .isEqualTo(bars(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "user:wrong-secret@"})
  void aProxyThatRefusesItsUserEndsTheRunAndShowsNoPassword(String login) throws IOException {
    try (TestProxy proxy = proxy(Optional.of(LOGIN))) {
      MarketApi api = api("http://api.test", Map.of("HTTP_PROXY", login + proxy.address()));
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
      assertThat(e.category()).isEqualTo(Category.FATAL);
      assertThat(e)
          .hasMessageContaining(
              "HTTP 407: the proxy %s (HTTP_PROXY) wants a user and a password", proxy.address());
      assertThat(e.getMessage()).doesNotContain("wrong-secret");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*",
        "api.test",
        "API.TEST",
        ".test",
        "test",
        "*.test",
        "other.example, api.test",
        "other.example api.test",
        "api.test:80",
        ".test:80",
      })
  void hostsOfNoProxyAreReachedDirectly(String none) {
    assertThat(selected("http://api.test/x", none)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pi.test", "api.test.example", "est", "api.test:81", ".api", "", ",", "."})
  void otherHostsAreNot(String none) {
    assertThat(selected("http://api.test/x", none)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://192.0.2.7/, 192.0.2.7, false",
    "http://192.0.2.7:8080/, 192.0.2.7:8080, false",
    "http://192.0.2.77/, 192.0.2.7, true",
    "'http://[2001:db8::1]/', 2001:db8::1, false",
    "'http://[2001:db8::1]:81/', '[2001:db8::1]:81', false",
    "'http://[2001:db8::1]:82/', '[2001:db8::1]:81', true",
    "https://api.test/, api.test:443, false",
    "http://localhost/, x, false",
    "http://127.9.9.9/, x, false",
    "'http://[::1]:99/', x, false",
  })
  void addressesAndPortsAreCompared(String url, String none, boolean expected) {
    assertThat(selected(url, none)).isEqualTo(expected);
  }

  private static boolean selected(String url, String none) {
    EnvironmentProxies proxies =
        EnvironmentProxies.of(
            Map.of("HTTP_PROXY", "http://p:1", "HTTPS_PROXY", "http://p:2", "NO_PROXY", none));
    boolean proxied = !proxies.select(URI.create(url)).equals(List.of(Proxy.NO_PROXY));
    assertThat(proxies.name(URI.create(url)).isPresent()).isEqualTo(proxied);
    return proxied;
  }

  @Test
  void credentialsDoNotGoToAHostThatIsReachedDirectly() {
    EnvironmentProxies proxies =
        EnvironmentProxies.of(Map.of("HTTP_PROXY", "http://u:p@p:1", "NO_PROXY", "api.test"));
    assertThat(proxies.authorization(URI.create("http://api.test/"))).isEmpty();
    assertThat(proxies.authorization(URI.create("https://other.test/"))).isEmpty();
    assertThat(proxies.authorization(URI.create("http://other.test/"))).contains("Basic dTpw");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socks5://u:secret-1@p:1",
        "https://u:secret-1@p:1",
        "http://u:secret-1 2@p",
        "http://"
      })
  void aProxyThatCannotBeUsedIsRefusedWithoutItsPassword(String value) {
    assertThatThrownBy(() -> EnvironmentProxies.of(Map.of("HTTPS_PROXY", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot use the proxy in HTTPS_PROXY: it must be http://")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void aProxyThatIsUnknownIsCalledSo() {
    MarketApi api = api("http://api.test", Map.of("HTTP_PROXY", "http://u:secret-1@p.invalid:81"));
    ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
    assertThat(e.category()).isEqualTo(Category.TRANSIENT);
    assertThat(e)
        .hasMessageContaining("the host of the proxy p.invalid:81 (HTTP_PROXY) is unknown");
    assertThat(e.getMessage()).doesNotContain("secret");
  }

  @Test
  void noErrorOfTheServerShowsTheProxysPassword() throws IOException {
    String echo = "{\"error\":\"%s %s %s\"}".formatted(LOGIN, PASSWORD, ENCODED);
    String refusal = TestProxy.ok(echo).replace("200 OK", "403 No");
    try (TestProxy proxy = new TestProxy(Optional.of(LOGIN), 0, line -> refusal)) {
      String url = "http://user:%s@%s".formatted(ENCODED, proxy.address());
      MarketApi api = api("http://api.test", Map.of("HTTP_PROXY", url));
      assertThatThrownBy(() -> PageText.walk(api)).hasMessageEndingWith("HTTP 403: *** *** ***");
    }
  }

  /** Twenty minutes between this machine's clock and the server's. */
  @ParameterizedTest
  @CsvSource({
    "'Mon, 02 Nov 2026 12:20:00 GMT', 0, true",
    "'Mon, 02 Nov 2026 11:40:00 GMT', 0, true",
    "'Mon, 02 Nov 2026 11:40:00 GMT', 1200, false",
    "'Mon, 02 Nov 2026 12:14:00 GMT', 0, false",
    "'Mon, 02 Nov 2026 12:00:30 GMT', 0, false",
    "yesterday, 0, false",
  })
  void aClockThatIsFarOffEndsTheRun(String date, String age, boolean refused) throws IOException {
    String answer = TestProxy.ok(PageText.of(1).json(), "Date: " + date, "Age: " + age);
    try (TestProxy proxy = new TestProxy(Optional.empty(), 0, line -> answer)) {
      MarketApi api = api("http://api.test", Map.of("HTTP_PROXY", "http://" + proxy.address()));
      if (refused) {
        ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
        assertThat(e.category()).isEqualTo(Category.FATAL);
        assertThat(e)
            .hasMessageContaining(
                "This machine's clock says 2026-11-02T12:00:00Z, but api.test says 2026-11-02T1");
      } else {
        assertThat(PageText.walk(api)).isEqualTo(bars(1));
      }
    }
  }

  /** A server of {@code https://api.test} whose certificate is signed by itself. */
  private static final class Secure implements AutoCloseable {
    private final HttpsServer server;
    private final KeyStore store;
    private final ConcurrentLinkedQueue<String> headers = new ConcurrentLinkedQueue<>();

    Secure(Path directory) throws Exception {
      store = certificate(directory.resolve("api.p12"));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, "changeit".toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server = HttpsServer.create(new InetSocketAddress(local, 0), 50);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      server.createContext(
          "/",
          exchange -> {
            headers.addAll(exchange.getRequestHeaders().keySet());
            byte[] page = PageText.of(1).json().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
          });
      server.start();
    }

    private static KeyStore certificate(Path file)
        throws IOException, InterruptedException, GeneralSecurityException {
      String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
      Process process =
          new ProcessBuilder(
                  keytool,
                  "-genkeypair",
                  "-alias",
                  "api",
                  "-dname",
                  "CN=api.test",
                  "-ext",
                  "SAN=dns:api.test,ip:127.0.0.1",
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  "changeit")
              .redirectErrorStream(true)
              .start();
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(told).isZero();
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, "changeit".toCharArray());
      }
      return store;
    }

    int port() {
      return server.getAddress().getPort();
    }

    /** What the JVM's setting of a trust store does. */
    SSLContext trusting() throws GeneralSecurityException {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      try {
        trusted.load(null, null);
      } catch (IOException e) {
        throw new GeneralSecurityException(e);
      }
      trusted.setCertificateEntry("api", store.getCertificate("api"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void httpsGoesThroughATunnelAndThePasswordNoFurtherThanTheProxy(@TempDir Path directory)
      throws Exception {
    SSLContext before = SSLContext.getDefault();
    try (Secure server = new Secure(directory);
        TestProxy proxy = new TestProxy(Optional.of(LOGIN), server.port(), line -> PAGE)) {
      SSLContext.setDefault(server.trusting());
      String url = "http://user:%s@%s".formatted(ENCODED, proxy.address());
      MarketApi api =
          new MarketApi(
              MarketApiConfig.of(URI.create("https://api.test"), 1_000),
              ScriptedServer.KEY,
              Timing.SYSTEM,
              Map.of("HTTPS_PROXY", url));
      assertThat(prices(PageText.walk(api))).isEqualTo(prices(bars(1)));
      assertThat(proxy.requests()).containsExactly("CONNECT api.test:443 HTTP/1.1");
      assertThat(server.headers).contains("Authorization").doesNotContain("Proxy-authorization");
    } finally {
      SSLContext.setDefault(before);
    }
  }

  /** This server has the real clock, and so has the client. */
  private static List<Double> prices(List<Bar> bars) {
    return bars.stream().map(Bar::open).toList();
  }

  @Test
  void aTunnelThatIsRefusedForItsPasswordEndsTheRun() throws IOException {
    try (TestProxy proxy = proxy(Optional.of(LOGIN))) {
      MarketApi api = api("https://api.test", Map.of("HTTPS_PROXY", proxy.address()));
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
      assertThat(e.category()).isEqualTo(Category.FATAL);
      assertThat(e)
          .hasMessageContaining("the proxy %s (HTTPS_PROXY) wants a user", proxy.address());
    }
  }

  @Test
  void aCertificateOfAnUnknownAuthorityEndsTheRunAndSaysTheWayOut(@TempDir Path directory)
      throws Exception {
    try (Secure server = new Secure(directory)) {
      MarketApi api = api("https://127.0.0.1:" + server.port(), Map.of());
      ApiException e = catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
      assertThat(e.category()).isEqualTo(Category.FATAL);
      assertThat(e)
          .hasMessageContaining("the certificate of 127.0.0.1 is signed by nobody whom this JVM")
          .hasMessageContaining("BARLAKE_JAVA_OPTS: -Djavax.net.ssl.trustStore=…");
    }
  }
}
