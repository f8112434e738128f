package dev.barlake.marketapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An HTTP proxy. What is asked of it by an absolute URL it answers itself; {@code CONNECT} to any
 * host leads to one port of this machine. With a login it refuses whoever does not send it.
 */
final class TestProxy implements AutoCloseable {
  private final ServerSocket server;
  private final Optional<String> login;
  private final int tunnelTo;
  private final UnaryOperator<String> answers;
  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

  /**
   * Starts one.
   *
   * @param login in Base64, if it wants one
   * @param answers an HTTP answer for a request line
   */
  TestProxy(Optional<String> login, int tunnelTo, UnaryOperator<String> answers) {
    this.login = login;
    this.tunnelTo = tunnelTo;
    this.answers = answers;
    try {
      server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "test-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        start(() -> serve(client));
      } catch (IOException e) {
        // At its end.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      String line = head.lines().findFirst().orElse("");
      requests.add(line);
      boolean allowed =
          login
              .map(wanted -> head.contains("\r\nProxy-Authorization: Basic " + wanted + "\r\n"))
              .orElse(true);
      OutputStream out = client.getOutputStream();
      if (!allowed) {
        out.write(ascii("HTTP/1.1 407 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
      } else if (line.startsWith("CONNECT ")) {
        tunnel(client);
      } else {
        out.write(ascii(answers.apply(line)));
      }
      out.flush();
    } catch (IOException e) {
      // The client has had enough.
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    String text = "";
    while (!text.endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return text;
      }
      head.write(next);
      text = head.toString(StandardCharsets.US_ASCII);
    }
    return text;
  }

  private void tunnel(Socket client) throws IOException {
    try (Socket target = new Socket(server.getInetAddress(), tunnelTo)) {
      client.getOutputStream().write(ascii("HTTP/1.1 200 Connected\r\n\r\n"));
      InputStream answers = target.getInputStream();
      start(
          () -> {
            try {
              answers.transferTo(client.getOutputStream());
            } catch (IOException e) {
              // Closed by either side.
            }
          });
      client.getInputStream().transferTo(target.getOutputStream());
    }
  }

  /** The first lines of all requests. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** A whole answer of HTTP. */
  static String ok(String body, String... headers) {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s"
        .formatted(
            body.length(),
            Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat),
            body);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
