package dev.barlake.marketapi;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one request and waits for its whole answer, through the environment's proxy if any. */
final class HttpSender {
  /**
   * The most bytes of a body as they come. A page of 50,000 bars is 6 MB without compression, the
   * longest lists are 5 MB; a job with a heap of 160 MB bears one body of this size.
   */
  static final long MOST_BYTES = 32L << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // The JDK takes Basic credentials out of CONNECT unless this says otherwise. It reads it once,
    // with the first client of the process, so it cannot wait for one that has credentials.
    if (System.getProperty(TUNNEL_SCHEMES) == null) {
      System.setProperty(TUNNEL_SCHEMES, "");
    }
  }

  private final HttpClient client;
  private final String apiKey;
  private final Duration timeout;
  private final EnvironmentProxies proxies;

  HttpSender(String apiKey, Duration timeout, EnvironmentProxies proxies) {
    this.apiKey = apiKey;
    this.timeout = timeout;
    this.proxies = proxies;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT);
    if (proxies.any()) {
      builder.proxy(proxies);
    }
    client = builder.build();
  }

  /** The timeout of the JDK's client ends with the headers, so the whole exchange has its own. */
  Answer send(URI uri) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + apiKey)
            .header("Accept-Encoding", "gzip")
            .header("User-Agent", "barlake");
    proxies.authorization(uri).ifPresent(value -> request.header("Proxy-Authorization", value));
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request.build(), BoundedBody.upTo(MOST_BYTES));
    try {
      return new Answer(exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new IOException("no whole answer within " + timeout.toMillis() / 1000.0 + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      // Else a connection that stalls stays open for ever.
      exchange.cancel(true);
    }
  }
}
