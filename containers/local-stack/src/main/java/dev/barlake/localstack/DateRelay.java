package dev.barlake.localstack;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;

/**
 * Stands before the simulator and changes the {@code Date} header of the answers that ask for it:
 * the JDK's server writes that header itself, whatever a handler sets.
 */
final class DateRelay implements AutoCloseable {
  /** Seconds by which the relay shifts {@code Date}; it does not reach the client. */
  static final String OFFSET_HEADER = "X-stack-date-offset";

  private final ServerSocket front;
  private final int backPort;
  private final Executor threads;

  DateRelay(ServerSocket front, int backPort, Executor threads) {
    this.front = front;
    this.backPort = backPort;
    this.threads = threads;
    threads.execute(this::accept);
  }

  int port() {
    return front.getLocalPort();
  }

  @Override
  public void close() {
    close(front);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = front.accept();
        Socket server = new Socket(front.getInetAddress(), backPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        threads.execute(() -> carry(client, server, InputStream::transferTo));
        threads.execute(() -> carry(server, client, DateRelay::answers));
      }
    } catch (IOException e) {
      // The front was closed.
      close(front);
    }
  }

  private interface Carrier {
    void carry(InputStream in, OutputStream out) throws IOException;
  }

  /** Until either end closes; then both do. */
  private static void carry(Socket from, Socket to, Carrier carrier) {
    try (from;
        to) {
      carrier.carry(from.getInputStream(), to.getOutputStream());
    } catch (IOException e) {
      // A broken connection is passed on by closing both.
      close(from);
    }
  }

  private static void answers(InputStream raw, OutputStream rawOut) throws IOException {
    InputStream in = new BufferedInputStream(raw);
    OutputStream out = new BufferedOutputStream(rawOut);
    for (String status = line(in); !status.isEmpty(); status = line(in)) {
      List<String> head = new ArrayList<>(List.of(status));
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        head.add(header);
      }
      write(out, String.join("\r\n", shifted(head)) + "\r\n\r\n");
      out.flush();
      if (value(head, "Transfer-encoding").equals("chunked")) {
        chunks(in, out);
      } else {
        String length = value(head, "Content-length");
        copy(in, out, length.isEmpty() ? 0 : Long.parseLong(length));
      }
      out.flush();
    }
  }

  private static void chunks(InputStream in, OutputStream out) throws IOException {
    int size;
    do {
      String line = line(in);
      size = Integer.parseInt(line, 16);
      write(out, line + "\r\n");
      copy(in, out, size + 2L);
    } while (size > 0);
  }

  /** Passes on what comes at once, so that a stall in the body is one for the client too. */
  private static void copy(InputStream in, OutputStream out, long count) throws IOException {
    byte[] buffer = new byte[1 << 13];
    for (long left = count; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException();
      }
      out.write(buffer, 0, read);
      out.flush();
      left -= read;
    }
  }

  private static List<String> shifted(List<String> head) {
    String offset = value(head, OFFSET_HEADER);
    if (offset.isEmpty()) {
      return head;
    }
    DateTimeFormatter format = DateTimeFormatter.RFC_1123_DATE_TIME;
    String date =
        format.format(
            ZonedDateTime.parse(value(head, "Date"), format)
                .plus(Duration.ofSeconds(Long.parseLong(offset))));
    return head.stream()
        .filter(line -> !isNamed(line, OFFSET_HEADER))
        .map(line -> isNamed(line, "Date") ? "Date: " + date : line)
        .toList();
  }

  private static String value(List<String> head, String name) {
    return head.stream()
        .filter(line -> isNamed(line, name))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static boolean isNamed(String line, String name) {
    return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
  }

  /** Without its end; empty at the end of the stream as well. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      // It is of no use any more.
      return;
    }
  }
}
