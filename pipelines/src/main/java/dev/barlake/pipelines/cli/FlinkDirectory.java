package dev.barlake.pipelines.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The temporary directory of an embedded Flink: its configuration, its buffers, and a jar of 22 MB
 * that it unpacks and loads classes from. It is removed when the run has ended, or when a signal
 * ends the process.
 */
public final class FlinkDirectory {
  /** Flink closes in the background after a job: mostly at once, in seconds on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    // For signals. A run that ends by itself has closed its directory before.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(FlinkDirectory::delete)));
  }

  private FlinkDirectory() {}

  /** A new one. */
  static Path create() throws IOException {
    Path directory = Files.createTempDirectory("barlake-flink");
    OPEN.add(directory);
    return directory;
  }

  /**
   * Waits until Flink has closed, and removes its directory. If the process exits sooner, Flink's
   * shutdown hooks miss the classes that Flink itself is unloading, and print so.
   *
   * @param directory of a run; one that was not made here is left alone
   */
  public static void close(String directory) {
    if (directory == null || !OPEN.contains(Path.of(directory))) {
      return;
    }
    Path path = Path.of(directory);
    long start = System.nanoTime();
    try {
      while (isInUse(path) && System.nanoTime() - start < PATIENCE.toNanos()) {
        // Beam does not hand out the cluster, so there is nothing else to wait for.
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete(path);
  }

  /** Whether the jar is there: Flink removes it last of all. */
  private static boolean isInUse(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.toString().endsWith(".jar"));
    } catch (IOException | UncheckedIOException gone) {
      return false;
    }
  }

  private static void delete(Path directory) {
    try {
      Files.walkFileTree(directory, new Deletion());
      OPEN.remove(directory);
    } catch (IOException | UncheckedIOException e) {
      // A Flink that is still at work may have written meanwhile. What is left is only litter.
    }
  }

  /** Passes over what Flink removes at the same time. */
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
