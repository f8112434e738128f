package dev.barlake.localstack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The vendor's REST API on this machine, serving an invented {@link Market}: paths, fields, limits,
 * cursors, errors and keys as the vendor's. Cheap enough for one in every test.
 *
 * <p>A page at {@code /} lists what it answers; it needs no key.
 *
 * <p>By default: a free port on 127.0.0.1, the key {@code local-api-key}, no latency, no quota,
 * bars up to now, the whole history in the plan, and {@code next_url} on https://api.polygon.io, so
 * that a client that follows it verbatim is caught.
 *
 * <p>What the vendor does not document is our choice: a page is never cut within a window unless
 * the window alone exceeds the limit; the cursor carries {@code adjusted=false}; an unknown ticker
 * has an empty answer; an unknown parameter is refused.
 */
public final class MarketSimulator implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final Market market;
  private final FlatFiles flatFiles;
  private final Plan plan;
  private final HttpServer server;
  private final Optional<DateRelay> relay;
  private final ExecutorService threads;
  private final Faults faults = new Faults();
  private final ConcurrentLinkedQueue<ApiRequest> requests = new ConcurrentLinkedQueue<>();
  private final SimulatorHandler handler;
  private final Control control = new Control(this);

  MarketSimulator(SimulatorBuilder builder) {
    // Without it every answer on a kept connection waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    market = new Market(builder.seed, builder.clock, builder.universe, builder.oddities);
    flatFiles = new FlatFiles(market);
    plan = new Plan(builder.planHistory);
    faults.lies(builder.lies);
    handler = new SimulatorHandler(builder, market, plan, faults, this::log);
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "market-simulator-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      int serverPort = builder.wrongDates ? 0 : builder.port;
      Optional<ServerSocket> front =
          builder.wrongDates
              ? Optional.of(new ServerSocket(builder.port, BACKLOG, local))
              : Optional.empty();
      server = HttpServer.create(new InetSocketAddress(local, serverPort), BACKLOG);
      int behind = server.getAddress().getPort();
      relay = front.map(socket -> new DateRelay(socket, behind, threads));
    } catch (IOException e) {
      threads.shutdownNow();
      throw new UncheckedIOException(
          "Cannot start the market simulator: port " + builder.port + " is taken", e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public static SimulatorBuilder builder() {
    return new SimulatorBuilder();
  }

  /** One with all defaults. */
  public static MarketSimulator start() {
    return builder().start();
  }

  /** {@code http://127.0.0.1:PORT}, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return relay.map(DateRelay::port).orElseGet(() -> server.getAddress().getPort());
  }

  public Market market() {
    return market;
  }

  /** The same market as files; {@link S3Server#offer} serves them. */
  public FlatFiles flatFiles() {
    return flatFiles;
  }

  /**
   * Makes something go wrong from the next request on.
   *
   * @throws IllegalStateException if it is a {@link Fault.WrongDate} and {@link
   *     SimulatorBuilder#wrongDates} is not set
   */
  public void inject(Injection injection) {
    if (injection.fault() instanceof Fault.WrongDate && relay.isEmpty()) {
      throw new IllegalStateException(
          "Cannot send a wrong Date header: start the simulator with wrongDates");
    }
    faults.add(injection);
  }

  /** Injects a fault into the next {@code times} requests that pass {@code where}. */
  public void inject(Fault fault, Predicate<ApiRequest> where, int times) {
    inject(new Injection(fault, where, times));
  }

  public void clearFaults() {
    faults.clear(fault -> true);
  }

  /** Ends the faults that pass, such as one outage among others. */
  public void clearFaults(Predicate<Fault> which) {
    faults.clear(which);
  }

  /** Lies at random from now on, as {@link SimulatorBuilder#lies} does from the start. */
  public void lie(long lieSeed, double share) {
    lie(Optional.of(new Lies(lieSeed, share)));
  }

  /** Ends the lies; injected faults stay. */
  public void stopLying() {
    lie(Optional.empty());
  }

  void lie(Optional<Lies> lies) {
    faults.lies(lies);
  }

  /** How often it lied at random since {@link #lie} or the start, by the kind of the fault. */
  public Map<String, Integer> lies() {
    return faults.lies().map(Lies::counts).orElse(Map.of());
  }

  /**
   * Moves the horizon of the plan: a range wholly before {@code earliest} (a date in the exchange's
   * zone, inclusive) is 403, one partly before it is cut without a word. So a plan rolls on, or is
   * sold down; what was fetched under it cannot be had again.
   */
  public void planReachesBackTo(LocalDate earliest) {
    plan.reach(Optional.of(earliest));
  }

  /** The whole history is in the plan from now on. */
  public void planReachesAll() {
    plan.reach(Optional.empty());
  }

  /** Lets all stalled connections go; they are closed without a further byte. */
  public void release() {
    handler.release();
  }

  /**
   * What was asked so far, in the order of the answers; without the control endpoint's requests.
   */
  public List<ApiRequest> requests() {
    return List.copyOf(requests);
  }

  public void clearRequests() {
    requests.clear();
  }

  @Override
  public void close() {
    release();
    relay.ifPresent(DateRelay::close);
    server.stop(0);
    threads.shutdownNow();
  }

  private void log(ApiRequest request) {
    requests.add(request);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      if (path.startsWith("/_stack/")) {
        control.handle(exchange);
      } else if (path.equals("/")) {
        Wire.send(exchange, 200, "text/html; charset=utf-8", IndexPage.of(market));
      } else {
        handler.handle(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
