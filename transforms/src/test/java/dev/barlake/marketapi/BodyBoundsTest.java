package dev.barlake.marketapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.barlake.marketapi.ScriptedServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyBoundsTest {
  /** A server whose bodies never end; it counts what it could send. */
  private static final class EndlessServer implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicLong sent = new AtomicLong();

    EndlessServer(String headers) throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      Thread thread = new Thread(() -> serve(headers), "endless-server");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(String headers) {
      byte[] spaces = new byte[1 << 16];
      Arrays.fill(spaces, (byte) ' ');
      while (!server.isClosed()) {
        try (Socket client = server.accept()) {
          OutputStream out = client.getOutputStream();
          out.write(("HTTP/1.1 200 OK\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
          while (true) {
            out.write(spaces);
            sent.addAndGet(spaces.length);
          }
        } catch (IOException e) {
          // Closed by the client, or this server is at its end.
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static ApiException refusal(URI uri) {
    MarketApi api =
        new MarketApi(
            new MarketApiConfig(uri, 1_000, Duration.ofSeconds(60)),
            ScriptedServer.KEY,
            new FakeTime().timing());
    return catchThrowableOfType(ApiException.class, () -> PageText.walk(api));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Connection: close\r\n", "Content-Length: 99999999999\r\n"})
  void aBodyWithoutEndIsCancelledWhileItArrives(String headers) throws IOException {
    try (EndlessServer server = new EndlessServer(headers)) {
      ApiException e = refusal(URI.create("http://127.0.0.1:" + server.server.getLocalPort()));
      assertThat(e.category()).isEqualTo(ApiException.Category.TRANSIENT);
      assertThat(e).hasMessageEndingWith(": the body is longer than 33,554,432 bytes as it comes");
      // Four attempts; what is announced as too long is not read beyond the sockets' buffers.
      long most = headers.startsWith("Content") ? 8L << 20 : (32L << 20) + (16L << 20);
      assertThat(server.sent.get()).isLessThan(4 * most);
    }
  }

  @Test
  void aSmallBodyThatUnfoldsToALargeOneIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      byte[] spaces = new byte[1 << 20];
      Arrays.fill(spaces, (byte) ' ');
      gzip.write('{');
      for (int i = 0; i < 65; i++) {
        gzip.write(spaces);
      }
      gzip.write('}');
    }
    Reply bomb = new Reply(200, bytes.toByteArray(), Map.of("Content-Encoding", "gzip"));
    try (ScriptedServer server = new ScriptedServer(bomb)) {
      ApiException e = refusal(server.uri(""));
      assertThat(e)
          .hasMessageEndingWith(": the body is longer than 67,108,864 bytes after decompression");
      assertThat(server.requests()).hasSize(4);
    }
  }
}
