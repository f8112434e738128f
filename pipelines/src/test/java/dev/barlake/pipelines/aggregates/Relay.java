package dev.barlake.pipelines.aggregates;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A port of 127.0.0.1 behind which another one answers, until it falls silent as a network does
 * that swallows packets: connections stay open, new ones are accepted, and nobody answers.
 */
public final class Relay implements AutoCloseable {
  private final ServerSocket entrance;
  private final int target;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private volatile boolean silent;

  /** To a port of 127.0.0.1. */
  public static Relay to(int target) {
    try {
      return new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot open a relay to port " + target, e);
    }
  }

  private Relay(ServerSocket entrance, int target) {
    this.entrance = entrance;
    this.target = target;
    open.add(entrance);
    inBackground(this::accept);
  }

  public int port() {
    return entrance.getLocalPort();
  }

  public void fallSilent() {
    silent = true;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = entrance.accept();
      open.add(client);
      if (!silent) {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(server);
        inBackground(() -> copy(client, server));
        inBackground(() -> copy(server, client));
      }
    }
  }

  /** What comes after the silence began is swallowed. */
  private void copy(Socket from, Socket to) throws IOException {
    byte[] buffer = new byte[8192];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (!silent) {
        out.write(buffer, 0, read);
      }
    }
    if (!silent) {
      to.shutdownOutput();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One side is gone; the other will see that for itself.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Breaks all connections. */
  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
