package dev.barlake.marketapi;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Faults below HTTP: one connection an answer, whose bytes are written as they are; then the
 * connection is closed, or kept open without a further byte. The last answer is given for ever.
 */
final class RawServer implements AutoCloseable {
  private final ServerSocket server;
  private final ConcurrentLinkedQueue<Bytes> script;
  private final ConcurrentLinkedQueue<Socket> stalled = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Bytes(byte[] bytes, boolean stall) {}

  RawServer(Bytes... answers) {
    script = new ConcurrentLinkedQueue<>(List.of(answers));
    try {
      server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::serve, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  static Bytes closing(byte[] bytes) {
    return new Bytes(bytes, false);
  }

  static Bytes stalling(byte[] bytes) {
    return new Bytes(bytes, true);
  }

  /** The first bytes of a 200 whose headers tell of the whole body. */
  static byte[] ok(byte[] body, int sent, String header) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(body.length, header)
            .getBytes(StandardCharsets.US_ASCII));
    bytes.write(body, 0, sent);
    return bytes.toByteArray();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        answer(server.accept());
      } catch (SocketException e) {
        // Closed by the client, or this server is at its end.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      line = in.readLine();
    }
    requests.incrementAndGet();
    Bytes answer = script.size() > 1 ? script.remove() : script.element();
    socket.getOutputStream().write(answer.bytes());
    socket.getOutputStream().flush();
    if (answer.stall()) {
      stalled.add(socket);
    } else {
      socket.close();
    }
  }

  /** Whether the client closes the connection that stalled, within some time. */
  boolean clientClosesStalled(Duration patience) throws IOException {
    Socket socket = stalled.element();
    socket.setSoTimeout((int) patience.toMillis());
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  int requests() {
    return requests.get();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : stalled) {
      socket.close();
    }
  }
}
